#include "data_loaders/common/worker_main.h"
#include "tests/misbehaving_reader/misbehaving_loader.h"

int main() { return belvedere::loaders::runSourceWorker({belvedere::test::makeMisbehavingLoader()}); }
