package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// stopping is done when the program is to stop; its cause says why.
type stopping struct {
	context.Context
	cancel context.CancelCauseFunc
	flags  *flags
	ready  atomic.Bool
}

func newStopping(flags *flags) *stopping {
	ctx, cancel := context.WithCancelCause(context.Background())
	s := &stopping{Context: ctx, cancel: cancel, flags: flags}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() { cancel(fmt.Errorf("received %v", <-signals)) }()
	if !flags.keepRunning {
		go s.watchInput()
	}
	return s
}

// watchInput notices the end of whoever started the program. A shared one needs nobody any more once it is ready.
func (s *stopping) watchInput() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	if !s.flags.shared() || !s.ready.Load() {
		s.cancel(fmt.Errorf("end of standard input"))
	}
}

func (s *stopping) markReady() {
	s.ready.Store(true)
}
