package main

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"dev.kubeuser/control-plane/internal/controllers"
)

// What tests set in the environment of the program. k3s has none of it.
const (
	// paceVariable is paceOfK3s or paceQuick.
	paceVariable = "K3S_STAND_IN_PACE"
	// seedVariable repeats the delays of a program that printed this seed.
	seedVariable = "K3S_STAND_IN_SEED"
	// belongingsVariable is onSignal, or empty.
	belongingsVariable = "K3S_STAND_IN_BELONGINGS"
)

const (
	// paceOfK3s has controllers and k3s's own objects come some seconds after the server is ready.
	paceOfK3s = "k3s"
	// paceQuick has controllers work before the server is ready, and all objects come at once.
	paceQuick = "quick"
	// usualPace is what holds where nobody says otherwise.
	usualPace = paceOfK3s

	// onSignal has k3s's own objects wait for SIGUSR1, and come at once then.
	onSignal = "on-signal"
)

// timing says when what happens that a server need not be asked for.
type timing struct {
	seed   uint64
	random *rand.Rand
	// stragglers is nil where controllers are there from the beginning.
	stragglers *controllers.Stragglers
	// after is how long k3s's own objects wait for, and within how long they come one by one.
	after, within time.Duration
	// asked is nil unless k3s's own objects wait for a signal.
	asked chan os.Signal
}

func readTiming() (*timing, error) {
	t := &timing{seed: rand.Uint64()}
	if given := os.Getenv(seedVariable); given != "" {
		seed, err := strconv.ParseUint(given, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("unable to use %s=%s: it is not a number", seedVariable, given)
		}
		t.seed = seed
	}
	switch given := os.Getenv(belongingsVariable); given {
	case "":
	case onSignal:
		t.asked = make(chan os.Signal, 1)
		signal.Notify(t.asked, syscall.SIGUSR1)
	default:
		return nil, fmt.Errorf("unable to use %s=%s: it is %s or empty", belongingsVariable, given, onSignal)
	}
	t.random = rand.New(rand.NewPCG(t.seed, 0))
	switch pace := cmp.Or(os.Getenv(paceVariable), usualPace); pace {
	case paceQuick:
	case paceOfK3s:
		t.stragglers = &controllers.Stragglers{
			Random: rand.New(rand.NewPCG(t.seed, 1)), After: t.between(2*time.Second, 10*time.Second), Within: t.between(0, time.Second),
		}
		t.after = t.stragglers.After + t.stragglers.Within + t.between(500*time.Millisecond, 2*time.Second)
		t.within = t.between(3*time.Second, 8*time.Second)
	default:
		return nil, fmt.Errorf("unable to use %s=%s: it is %s or %s", paceVariable, pace, paceOfK3s, paceQuick)
	}
	return t, nil
}

func (t *timing) between(least, most time.Duration) time.Duration {
	return least + time.Duration(t.random.Int64N(int64(most-least)))
}

func (t *timing) String() string {
	switch {
	case t.asked != nil:
		return "k3s's own objects come after SIGUSR1"
	case t.stragglers == nil:
		return "nothing is late"
	}
	return fmt.Sprintf("controllers begin %s after the server is ready, k3s's own objects come within %s after %s (%s=%d repeats this)",
		t.stragglers.After.Round(time.Millisecond), t.within.Round(time.Millisecond), t.after.Round(time.Millisecond), seedVariable, t.seed)
}

// wait returns when k3s's own objects may begin to come.
func (t *timing) wait(ctx context.Context) error {
	if t.asked == nil {
		return sleep(ctx, t.after)
	}
	select {
	case <-t.asked:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pause waits before each object: with what is left of the time, at random.
func (t *timing) pause(ctx context.Context, rest int) error {
	if t.asked != nil || t.within <= 0 {
		return ctx.Err()
	}
	length := min(t.within, t.between(0, 2*t.within/time.Duration(rest)+1))
	t.within -= length
	return sleep(ctx, length)
}

func sleep(ctx context.Context, length time.Duration) error {
	select {
	case <-time.After(length):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
