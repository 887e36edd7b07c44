#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

/// How often this process asked the heap for memory: calls of malloc, calloc, realloc, memalign, aligned_alloc and
/// posix_memalign since its start. Counts are exact while one thread runs, and may miss some while several do.
unsigned long allocations_count(void);

#endif
