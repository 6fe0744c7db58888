package main

import (
	"context"
	"errors"
	"sync"

	"dev.kubeuser/control-plane/cmd/k3s-stand-in/supervisor"
	"dev.kubeuser/control-plane/internal/launch"
	"dev.kubeuser/control-plane/internal/pki"
	"dev.kubeuser/control-plane/internal/plane"
)

// k3s is what is around a control plane.
type k3s struct {
	options  *options
	front    *supervisor.Server
	failures plane.Failures
	// files is nil until the control plane has keys.
	files *pki.Files
}

// prepare begins to answer before the control plane does.
func (k *k3s) prepare(files *pki.Files, _ string) error {
	k.files = files
	if err := k.options.writeFiles(files, k.front.URL()); err != nil {
		return err
	}
	return k.front.Serve(files)
}

// serve returns the exit code. The reason is said last, as by k3s: of what fails because the control plane stops, most has been
// logged by then.
func (k *k3s) serve(stop context.Context, p *plane.Plane) int {
	reason := k.run(stop, p)
	p.Stop()
	return fail(reason)
}

// run returns why k3s ends. k3s does not take it for success that somebody ends it.
func (k *k3s) run(stop context.Context, p *plane.Plane) error {
	ready, err := p.Start(stop)
	if stop.Err() != nil {
		say("info", "Shutdown request received while starting")
		return stop.Err()
	}
	if err != nil {
		return err
	}
	say("info", "k3s is up and running")
	launch.Settle()
	controlling, end := context.WithCancel(stop)
	var controllers sync.WaitGroup
	controllers.Go(func() { k.runControllers(controlling, ready.Server) })
	defer controllers.Wait()
	defer end()
	select {
	case <-stop.Done():
		say("info", "Shutdown request received")
		return errors.New("controllers exited")
	case failure := <-k.failures:
		return failure
	}
}

// runControllers does what k3s's own do until ctx is done.
func (k *k3s) runControllers(ctx context.Context, server string) {
	if k.options.timing.wait(ctx) != nil {
		return
	}
	if err := k.makeBelongings(ctx, server); err != nil && ctx.Err() == nil {
		k.failures.Report(partOfK3s, err)
		return
	}
	say("info", "k3s's own objects are there")
}
