package launch

import (
	"runtime/metrics"
	"time"
)

const (
	// quiet is what controllers and storage allocate at most from one tick to the next while nobody asks anything.
	quiet = 4 << 20
	// worthwhile is how much must have been allocated for a collection, which takes a tenth of a second of a processor.
	worthwhile = 64 << 20
)

// shrinkWhenIdle gives memory back to the system at the first tick without requests after many of them. The collector alone keeps
// what a busy minute needed, for collections come with allocations, and an idle server makes few.
func shrinkWhenIdle(ticks <-chan time.Time, allocated func() uint64, release func()) {
	released := allocated()
	before := released
	for range ticks {
		now := allocated()
		if now-before < quiet && now-released > worthwhile {
			release()
			released = allocated()
		}
		before = now
	}
}

// allocated is how many bytes the program has allocated since it began.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
