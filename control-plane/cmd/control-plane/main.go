// Command control-plane runs a Kubernetes control plane for tests: API server, controllers and storage in one process.
//
// It prints one line of JSON when it listens, so that its parent can connect meanwhile, and one when it is ready, or one that says
// why it is not. It stops on SIGTERM, SIGINT or end-of-file of
// its standard input, so that it cannot outlive the test that started it.
//
// It leaves the terminal's session: neither Ctrl-C there nor the terminal's end reach it, SIGTERM and SIGINT that are sent to it do.
// Whoever started it may have a program to end first.
//
// With --keep-running it outlives its parent, and stops on these signals only.
//
// It is linked with the flags in ldflags.txt, filled in: without them /version, and every client that looks at it, would be told v0.0.0.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"k8s.io/component-base/version"

	"dev.kubeuser/control-plane/internal/datadir"
	"dev.kubeuser/control-plane/internal/host"
	"dev.kubeuser/control-plane/internal/launch"
	"dev.kubeuser/control-plane/internal/logs"
	"dev.kubeuser/control-plane/internal/pki"
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
	host.IgnoreBrokenPipes()
	host.KeepFilesPrivate()
	flags, err := parse(arguments)
	if err != nil {
		return fail(plane.AsFailure(plane.PartOptions, err))
	}
	if flags.version {
		fmt.Println(version.Get().GitVersion)
		return exitStopped
	}
	if flags.checkOnly {
		if err := flags.config.APIServer.CheckAuthentication(); err != nil {
			return fail(plane.AsFailure(plane.PartAPIServer, err))
		}
		return exitStopped
	}
	host.LeaveTerminal()
	return runIn(untilStopped(flags.keepRunning), flags)
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
	flags.config.Prepared = func(files *pki.Files, server string) error {
		fmt.Println(plane.Listening{
			Server: server, Kubeconfig: directory.Join(plane.KubeconfigName),
			AdminTokens: files.AdminTokens, ServerCertificateAuthority: files.ServerCA,
		}.Line())
		return nil
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
