// Package launch is the first of this program to be initialised: it notes the time and postpones garbage collection.
//
// It imports next to nothing on purpose. Packages are initialised in the order of their import paths as soon as what they
// import is, so this one comes before all of Kubernetes, whose own initialisation takes a tenth of a second and tens of megabytes.
package launch

import (
	"runtime/debug"
	"runtime/metrics"
	"time"
)

const (
	// startLimit ends the holiday from garbage collection should a start need more than expected.
	startLimit = 256 << 20
	// steadyPercent collects earlier than Go's default, 100. A review costs a fifth more processor time for it, and a server that
	// is written to needs a quarter less memory. 30 would save another tenth and cost a third more time.
	steadyPercent = 50
	noLimit       = 1<<63 - 1
	// firstAnswers is how long the first collection waits, so that it does not compete with the client that has waited for this
	// server and now needs the processors for its first requests.
	firstAnswers = time.Second
)

var began = time.Now()

func init() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(startLimit)
}

// Elapsed is the time since the program began, the initialisation of its packages included.
func Elapsed() time.Duration {
	return time.Since(began)
}

// Settle ends the start: from the first answers on, memory counts for more than the last millisecond.
func Settle() {
	go func() {
		time.Sleep(firstAnswers)
		debug.SetGCPercent(steadyPercent)
		debug.SetMemoryLimit(noLimit)
		debug.FreeOSMemory()
		shrinkWhenIdle(time.NewTicker(time.Second).C, allocated, debug.FreeOSMemory)
	}()
}

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
