// Command control-plane runs a Kubernetes control plane for tests: API server, controllers and storage in one process.
//
// It prints one line of JSON when it is ready, or one that says why it is not, and stops on SIGTERM, SIGINT or end-of-file of
// its standard input, so that it cannot outlive the test that started it.
//
// It is linked with the flags in ldflags.txt: without them /version, and every client that looks at it, would be told v0.0.0.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"k8s.io/component-base/version"

	"dev.kubeuser/control-plane/internal/datadir"
	"dev.kubeuser/control-plane/internal/launch"
	"dev.kubeuser/control-plane/internal/logs"
	"dev.kubeuser/control-plane/internal/plane"
)

const (
	exitStopped = 0
	exitFailed  = 1
	exitOptions = 2

	// removeLimit leaves most of the two seconds that a stop may take to a directory that others are still writing to.
	removeLimit = 800 * time.Millisecond
)

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(arguments []string) int {
	// A parent that is gone must not take a program with it that was asked to keep running.
	signal.Ignore(syscall.SIGPIPE)
	// Upstream creates files and sockets with modes of its own.
	syscall.Umask(0o077)
	flags, err := parse(arguments)
	if err != nil {
		return fail(plane.AsFailure(plane.PartOptions, err))
	}
	if flags.version {
		fmt.Println(version.Get().GitVersion)
		return exitStopped
	}
	stop, cancel := stopContext(flags.keepRunning)
	defer cancel()
	return runIn(stop, flags)
}

func runIn(stop context.Context, flags *flags) (code int) {
	directory, err := datadir.Open(flags.dataDir)
	if err != nil {
		return fail(plane.AsFailure(plane.PartDirectory, err))
	}
	defer func() {
		if err := directory.Remove(removeLimit); err != nil && code == exitStopped {
			code = fail(plane.AsFailure(plane.PartDirectory, err))
		}
	}()
	failures := plane.NewFailures()
	log, err := logs.Open(directory.Join(plane.LogName), flags.verbosity, failures.Report)
	if err != nil {
		return fail(plane.AsFailure(plane.PartDirectory, err))
	}
	return serve(stop, plane.New(flags.config, directory, log, failures), log, failures)
}

func serve(stop context.Context, p *plane.Plane, log *logs.Log, failures plane.Failures) int {
	defer p.Stop()
	ready, err := p.Start(stop)
	if stop.Err() != nil {
		log.Printf("stopped while starting: %v", context.Cause(stop))
		return exitStopped
	}
	if err != nil {
		log.Printf("failed to start: %v", err)
		return fail(plane.AsFailure(plane.PartBootstrap, err))
	}
	fmt.Println(ready.Line())
	log.Printf("ready at %s after %d ms", ready.Server, ready.Stages.Ready)
	launch.Settle()
	select {
	case <-stop.Done():
		log.Printf("stopping: %v", context.Cause(stop))
		return exitStopped
	case failure := <-failures:
		log.Printf("failed: %v", failure)
		return fail(failure)
	}
}

// fail prints the last word of the program.
func fail(failure *plane.Failure) int {
	fmt.Println(failure.Line())
	if failure.Part == plane.PartOptions {
		fmt.Fprintln(os.Stderr, failure.Err)
		return exitOptions
	}
	return exitFailed
}

// stopContext is done when the program is to stop; its cause says why.
func stopContext(keepRunning bool) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() { cancel(fmt.Errorf("received %v", <-signals)) }()
	if !keepRunning {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			cancel(fmt.Errorf("end of standard input"))
		}()
	}
	return ctx, func() { cancel(nil) }
}
