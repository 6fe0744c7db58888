package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// untilStopped is done when the program is to stop; its cause says why.
func untilStopped(keepRunning bool) context.Context {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() { cancel(fmt.Errorf("received %v", <-signals)) }()
	if !keepRunning {
		go func() { // notices the end of whoever started the program
			_, _ = io.Copy(io.Discard, os.Stdin)
			cancel(fmt.Errorf("end of standard input"))
		}()
	}
	return ctx
}
