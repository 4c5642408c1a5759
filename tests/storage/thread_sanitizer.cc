// What ThreadSanitizer is told of RocksDB: the system's library is compiled without it, so how its threads wait for
// each other is not seen, and what they hand over would look like a race. Races of our own code are reported still.
#if defined(__SANITIZE_THREAD__)
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1"; }
#endif
