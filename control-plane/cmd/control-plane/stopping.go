package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// stopping is done when the program is to stop; its cause says why.
type stopping struct {
	context.Context
	cancel context.CancelCauseFunc
}

func newStopping(flags *flags) *stopping {
	ctx, cancel := context.WithCancelCause(context.Background())
	s := &stopping{Context: ctx, cancel: cancel}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() { cancel(fmt.Errorf("received %v", <-signals)) }()
	if !flags.keepRunning {
		go s.watchInput()
	}
	return s
}

// watchInput notices the end of whoever started the program.
func (s *stopping) watchInput() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	s.cancel(fmt.Errorf("end of standard input"))
}
