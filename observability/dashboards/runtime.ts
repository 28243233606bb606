// What prom-client measures of every Node.js process by itself, under names of its own
// (https://github.com/siimon/prom-client, "Default metrics").
export const PROCESS_START = 'process_start_time_seconds'
export const PROCESS_CPU = 'process_cpu_seconds_total'
export const PROCESS_MEMORY = 'process_resident_memory_bytes'
export const HEAP_USED = 'nodejs_heap_size_used_bytes'
export const GC_DURATION = 'nodejs_gc_duration_seconds'
