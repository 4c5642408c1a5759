// The groundswell binary.
#include <string_view>

#include "tools/cli.h"

int main(int argc, char** argv) { return groundswell::RunCommandLine(argc, argv); }
