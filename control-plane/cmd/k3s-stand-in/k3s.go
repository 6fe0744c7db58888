package main

import (
	"context"
	"errors"

	"dev.kubeuser/control-plane/cmd/k3s-stand-in/belongings"
	"dev.kubeuser/control-plane/cmd/k3s-stand-in/supervisor"
	"dev.kubeuser/control-plane/internal/launch"
	"dev.kubeuser/control-plane/internal/pki"
	"dev.kubeuser/control-plane/internal/plane"
)

// k3s's own user in its cluster.
const supervisorUser = "system:k3s-supervisor"

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

// serve returns the exit code. The reason is said last, as by k3s: what fails because the control plane stops has been logged by
// then.
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
	end := k.control(stop, ready.Server)
	defer end()
	select {
	case <-stop.Done():
		say("info", "Shutdown request received")
		return errors.New("controllers exited")
	case failure := <-k.failures:
		return failure
	}
}

// control runs k3s's own controllers until end is called.
func (k *k3s) control(ctx context.Context, server string) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		k.runControllers(ctx, server)
	}()
	return func() {
		cancel()
		<-done
	}
}

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

func (k *k3s) makeBelongings(ctx context.Context, server string) error {
	pair, err := k.files.MasterPair(supervisorUser)
	if err != nil {
		return err
	}
	client, err := k.files.ClientConfig(server, pair)
	if err != nil {
		return err
	}
	return belongings.Make(ctx, belongings.Config{
		Client: client, DNS: clusterDNS, Domain: clusterDomain, Certificate: k.front.Certificate, Disabled: k.options.disabled.split(),
	}, k.options.timing.pause)
}
