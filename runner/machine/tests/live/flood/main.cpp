// SPDX-License-Identifier: Apache-2.0
// A guest that keeps the protocol to the letter and hardly ever ends: as many valid records as are asked for.
#include "fixtures/guest/checksum.h"

#include <cstdio>
#include <cstdlib>

namespace {

const char* content(unsigned long sequence) {
  if (sequence == 0) return "start pid=1 parent=0 uid=0 gid=0 hostname=h kernel=k architecture=a arguments=";
  return sequence == 1 ? "group name=environment" : "variable name=A value=b";
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const unsigned long wanted = std::strtoul(arguments[2], nullptr, 10);
  for (unsigned long sequence = 0; sequence < wanted; ++sequence) {
    char record[256];
    std::snprintf(record, sizeof record, "%%CFM1 %s %lu %s", arguments[1], sequence, content(sequence));
    if (std::printf("%s #%08X\n", record, conformance::guest::checksum(record)) < 0) return 1;
  }
  return 0;
}
