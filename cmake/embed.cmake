# kontor_embed(target name folder): every file below `folder` becomes part of the binary, so that it runs from anywhere.
# The target declares `std::span<const File> kontor::embedded::<name>()` (kernel/core/embedded.hpp) and calls it.

function(kontor_embed target name folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${folder} ${folder}/*)
  list(SORT files)
  set(blobs "")
  set(rows "")
  set(index 0)
  foreach(file IN LISTS files)
    string(APPEND blobs
      "__asm__(\".section .rodata\\nkontor_${name}_${index}:\\n.incbin \\\"${folder}/${file}\\\"\\n"
      "kontor_${name}_${index}_end:\\n.byte 0\\n.previous\");\n"
      "extern const char blob_${index}[] __asm__(\"kontor_${name}_${index}\");\n"
      "extern const char blob_${index}_end[] __asm__(\"kontor_${name}_${index}_end\");\n")
    string(APPEND rows "      {\"${file}\", {blob_${index}, static_cast<std::size_t>(blob_${index}_end - blob_${index})}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp)
  file(CONFIGURE OUTPUT ${source} @ONLY CONTENT
"#include \"kernel/core/embedded.hpp\"

@blobs@
namespace kontor::embedded {

std::span<const File> @name@() {
  static const File files[] = {
@rows@  };
  return files;
}

}  // namespace kontor::embedded
")
  list(TRANSFORM files PREPEND ${folder}/)
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${files}" SKIP_PRECOMPILE_HEADERS ON)
  target_sources(${target} PRIVATE ${source})
endfunction()
