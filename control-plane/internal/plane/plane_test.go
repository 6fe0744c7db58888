package plane

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"dev.kubeuser/control-plane/internal/apiserver"
	"dev.kubeuser/control-plane/internal/logs"
)

func TestLines(t *testing.T) {
	failure := AsFailure(PartStorage, errors.New(`unable to open "x"`))
	if got, want := failure.Line(), `{"status":"error","part":"storage","message":"unable to open \"x\""}`; got != want {
		t.Errorf("got %s", got)
	}
	ready := Ready{
		Status: "ready", Server: "https://127.0.0.1:1", Version: "v1", PID: 2, DataDir: "/d", Kubeconfig: "/k",
		ServerCertificateAuthority: "/s", ClientCertificateAuthority: "/c", AuditLog: "/a", Log: "/l", Stages: Stages{1, 2, 3, 4, 5},
	}
	want := `{"status":"ready","server":"https://127.0.0.1:1","version":"v1","pid":2,"dataDir":"/d","kubeconfig":"/k",` +
		`"serverCertificateAuthority":"/s","clientCertificateAuthority":"/c","auditLog":"/a","log":"/l",` +
		`"stages":{"storage":1,"serving":2,"rbac":3,"aggregated":4,"ready":5}}`
	if got := ready.Line(); got != want {
		t.Errorf("got %s", got)
	}
}

func TestAFailureKeepsThePartItHappenedIn(t *testing.T) {
	inner := fmt.Errorf("outer: %w", &Failure{PartStorage, errors.New("inner")})
	for _, test := range []struct {
		err  error
		part string
	}{
		{errors.New("any"), PartBootstrap},
		{inner, PartStorage},
		{fmt.Errorf("bad: %w", apiserver.ErrOptions), PartOptions},
	} {
		if got := AsFailure(PartBootstrap, test.err).Part; got != test.part {
			t.Errorf("%v is in part %s", test.err, got)
		}
	}
	if in(PartPKI, nil) != nil {
		t.Error("no error became one")
	}
}

func TestTheFirstFailureIsTheOneThatCounts(t *testing.T) {
	failures := NewFailures()
	failures.Report(PartStorage, errors.New("first"))
	failures.Report(PartAPIServer, errors.New("second"))
	if failure := <-failures; failure.Part != PartStorage {
		t.Errorf("failure is %v", failure)
	}
}

func TestTogetherDoesNotWaitForTheDeaf(t *testing.T) {
	want := errors.New("reason")
	release := make(chan struct{})
	defer close(release)
	cancelled := make(chan struct{})
	err := together(t.Context(),
		func(context.Context) error { <-release; return nil },
		func(ctx context.Context) error { <-ctx.Done(); close(cancelled); return ctx.Err() },
		func(context.Context) error { return want },
	)
	if !errors.Is(err, want) {
		t.Errorf("error is %v", err)
	}
	<-cancelled
}

func TestUndoIsBoundedAndLate(t *testing.T) {
	p := &Plane{stopped: true}
	undone := make(chan struct{})
	p.onStop(func() { close(undone) })
	<-undone

	forever := make(chan struct{})
	defer close(forever)
	returned := make(chan struct{})
	go func() { bounded(drainLimit, func() { <-forever }); close(returned) }()
	select {
	case <-returned:
	case <-time.After(30 * time.Second):
		t.Error("an undo that hangs hangs the stop")
	}
}

func TestStopWaitsForWhoWritesAndLetsNobodyBegin(t *testing.T) {
	failures := NewFailures()
	log, err := logs.Open(filepath.Join(t.TempDir(), LogName), 0, failures.Report)
	if err != nil {
		t.Fatal(err)
	}
	p := New(Config{}, nil, log, failures)
	began, release, wrote := make(chan struct{}), make(chan struct{}), false
	go func() {
		_ = p.writing(func() error {
			close(began)
			<-release
			wrote = true
			return nil
		})
	}()
	<-began
	time.AfterFunc(20*time.Millisecond, func() { close(release) })
	p.Stop()
	if !wrote {
		t.Error("the stop did not wait")
	}
	if err := p.writing(func() error { return nil }); !errors.Is(err, errStopped) {
		t.Errorf("writing after a stop: %v", err)
	}
}
