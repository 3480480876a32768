#include "apps/loader_list/loader_list.h"
#include "data_loaders/common/worker_main.h"

int main() { return belvedere::loaders::runSourceWorker(belvedere::makeLoaderList()); }
