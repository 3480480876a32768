#include "engine/render/detail/shader_library.h"

#include <sstream>

#include "engine/core/atomic_file.h"

namespace belvedere::render {
namespace {

constexpr MessageId kShaderNotFound{"shader-not-found", N_("The program's own file {name} is missing."),
                                    N_("Install the program again.")};
constexpr unsigned kFrameBlockBinding = 0;  ///< FrameBuffer, shaders/frame.glsl
constexpr std::size_t kMaxBytes = 1U << 20U;
constexpr int kMaxIncludeDepth = 4;

}  // namespace

Result<std::string> ShaderLibrary::read(const std::string& name, int depth) const {
  const Result<std::string> text = readWholeFile(resources_.shader(name), kMaxBytes);
  if (!text || depth > kMaxIncludeDepth) {
    return fail(ErrorCode::NotFound, {kShaderNotFound, {{"name", "shaders/" + name}}});
  }
  std::string joined;
  std::istringstream lines(*text);
  constexpr std::string_view kInclude = "#include \"";
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kInclude)) {
      const std::string file = line.substr(kInclude.size(), line.find('"', kInclude.size()) - kInclude.size());
      Result<std::string> included = read(file, depth + 1);
      if (!included) {
        return included;
      }
      joined += *included;
    } else {
      joined += line + '\n';
    }
  }
  return joined;
}

Result<osg::ref_ptr<osg::Program>> ShaderLibrary::program(const std::string& vertex,
                                                          const std::string& fragment) const {
  osg::ref_ptr<osg::Program> program = new osg::Program;
  program->setName(vertex + "+" + fragment);
  program->addBindUniformBlock("Frame", kFrameBlockBinding);
  for (const auto& [name, type] :
       {std::pair(vertex + ".vert", osg::Shader::VERTEX), std::pair(fragment + ".frag", osg::Shader::FRAGMENT)}) {
    const Result<std::string> source = read(name, 0);
    if (!source) {
      return tl::unexpected(source.error());
    }
    osg::ref_ptr<osg::Shader> shader = new osg::Shader(type, *source);
    shader->setName(name);
    program->addShader(shader);
  }
  return program;
}

}  // namespace belvedere::render
