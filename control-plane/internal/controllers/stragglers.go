package controllers

import (
	"context"
	"math/rand/v2"
	"time"
)

// Stragglers begin late, and in no order that one may rely on, as those of kube-controller-manager do.
type Stragglers struct {
	// After is how long the first waits from when the server is ready, and Within how much later the last begins.
	After, Within time.Duration
}

// run returns when the last one has begun.
func (s *Stragglers) run(ctx context.Context, loops []loop, run func(context.Context, loop)) error {
	for _, i := range rand.Perm(len(loops)) {
		go run(ctx, loops[i])
		select {
		case <-time.After(s.Within / time.Duration(len(loops))):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
