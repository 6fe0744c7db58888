package launch

import (
	"testing"
	"time"
)

func TestMemoryIsGivenBackOnceAfterEachBusyTime(t *testing.T) {
	const busy, idle = worthwhile + 1, quiet / 2
	for _, test := range []struct {
		name  string
		ticks []uint64
		want  int
	}{
		{"never busy", []uint64{idle, idle, idle}, 0},
		{"still busy", []uint64{busy, busy, busy}, 0},
		{"busy, then idle", []uint64{busy, idle, idle, idle}, 1},
		{"busy twice", []uint64{busy, idle, busy, busy, idle, idle}, 2},
		{"a few requests", []uint64{worthwhile / 4, idle, idle}, 0},
		{"a few requests, often", []uint64{worthwhile / 2, idle, worthwhile / 2, idle, idle}, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := releases(test.ticks); got != test.want {
				t.Errorf("memory was given back %d times, want %d", got, test.want)
			}
		})
	}
}

// releases counts how often memory is given back if so much is allocated before each tick.
func releases(ticks []uint64) (count int) {
	channel := make(chan time.Time, len(ticks))
	for range ticks {
		channel <- time.Time{}
	}
	close(channel)
	var total uint64
	sameTick := true
	shrinkWhenIdle(channel,
		func() uint64 {
			if !sameTick {
				total += ticks[0]
				ticks = ticks[1:]
			}
			sameTick = false
			return total
		},
		func() {
			count++
			sameTick = true
		})
	return count
}

func TestAllocatedGrows(t *testing.T) {
	before := allocated()
	sink = make([]byte, 1<<20)
	if grown := allocated() - before; grown < 1<<20 {
		t.Errorf("allocated grew by %d bytes, want %d at least", grown, 1<<20)
	}
}

var sink []byte
