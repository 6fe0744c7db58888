// Command k3s-stand-in stands in for k3s where no image of k3s can be had: it has the command line, the files and the log of
// "k3s server --disable-agent", so that code which runs k3s in a container can be tested. Behind them runs the control plane of
// this module. Of what k3s adds to Kubernetes it has its server in front of the API server, and its own objects.
//
// It is meant for a container that holds nothing else. It needs no shell, no temporary directory, no name service and no
// privilege; it listens on all addresses, where the other program of this module listens on the loopback address only.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"k8s.io/component-base/version"

	"dev.kubeuser/control-plane/cmd/k3s-stand-in/supervisor"
	"dev.kubeuser/control-plane/internal/datadir"
	"dev.kubeuser/control-plane/internal/host"
	"dev.kubeuser/control-plane/internal/logs"
	"dev.kubeuser/control-plane/internal/plane"
)

// partOfK3s is what failures are in that Kubernetes has no part for.
const partOfK3s = "k3s"

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(arguments []string) int {
	host.KeepFilesPrivate()
	if err := addToVersion("k3s1-stand-in"); err != nil {
		return fail(err)
	}
	o, err := parse(arguments)
	if err != nil {
		return fail(err)
	}
	// Unlike the other program this one does not look at its standard input: a container has none.
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	return runIn(stop, o)
}

// addToVersion has /version say what k3s's says: the version of Kubernetes, and that it is a special one.
func addToVersion(metadata string) error {
	upstream, _, _ := strings.Cut(version.Get().GitVersion, "+")
	return version.SetDynamicVersion(upstream + "+" + metadata)
}

// runIn leaves the directory behind, as k3s does; but everything in it is made again by the next start.
func runIn(stop context.Context, o *options) int {
	say("info", "Starting k3s %s (kubeuser), a stand-in", version.Get().GitVersion)
	failures := plane.NewFailures()
	o.supervisor.Failed = func(err error) { failures.Report(partOfK3s, err) }
	front, err := supervisor.Listen(o.supervisor)
	if err != nil {
		return fail(err)
	}
	defer front.Stop()
	directory, err := datadir.Open(filepath.Join(o.serverDir(), "db"))
	if err != nil {
		return fail(err)
	}
	log, err := logs.Open(directory.Join(plane.LogName), 0, failures.Report)
	if err != nil {
		return fail(err)
	}
	k := &k3s{options: o, front: front, failures: failures}
	o.config.Prepared, o.config.Serving = k.prepare, front.Forward
	return k.serve(stop, plane.New(o.config, directory, log, failures))
}

func fail(err error) int {
	say("fatal", "%v", err)
	return 1
}

// say writes one line to standard error the way k3s does.
func say(level, format string, arguments ...any) {
	message := fmt.Sprintf(format, arguments...)
	fmt.Fprintf(os.Stderr, "time=%q level=%s msg=%q\n", time.Now().UTC().Format(time.RFC3339), level, message)
}
