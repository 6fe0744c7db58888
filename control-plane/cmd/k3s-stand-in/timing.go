package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"dev.kubeuser/control-plane/internal/controllers"
)

// What tests set in the environment of the program. k3s has none of it.
const (
	// paceVariable is quick, or empty: controllers work before the server is ready, and all objects come at once.
	paceVariable = "K3S_STAND_IN_PACE"
	quick        = "quick"
	// belongingsVariable is onSignal, or empty: k3s's own objects wait for SIGUSR1.
	belongingsVariable = "K3S_STAND_IN_BELONGINGS"
	onSignal           = "on-signal"
)

// timing says when what happens that a server need not be asked for. As of k3s, a server is ready long before it works.
type timing struct {
	// stragglers is nil where controllers are there from the beginning.
	stragglers *controllers.Stragglers
	// after is how long k3s's own objects wait for, and pause how long each comes after the one before.
	after, pause time.Duration
	// asked is nil unless k3s's own objects wait for a signal.
	asked chan os.Signal
}

func readTiming() (t timing, err error) {
	switch given := os.Getenv(belongingsVariable); given {
	case "":
	case onSignal:
		t.asked = make(chan os.Signal, 1)
		signal.Notify(t.asked, syscall.SIGUSR1)
	default:
		return t, fmt.Errorf("unable to use %s=%s: it is %s or empty", belongingsVariable, given, onSignal)
	}
	switch given := os.Getenv(paceVariable); given {
	case quick:
	case "":
		t.stragglers = &controllers.Stragglers{After: 4 * time.Second, Within: time.Second}
		t.after, t.pause = 6*time.Second, 250*time.Millisecond
	default:
		return t, fmt.Errorf("unable to use %s=%s: it is %s or empty", paceVariable, given, quick)
	}
	return t, nil
}

// wait returns when k3s's own objects may begin to come.
func (t timing) wait(ctx context.Context) error {
	var begin <-chan time.Time // nil, which never comes, if they wait for a signal
	if t.asked == nil {
		begin = time.After(t.after)
	}
	select {
	case <-t.asked:
		return nil
	case <-begin:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
