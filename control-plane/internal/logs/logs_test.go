package logs

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/apiserver/pkg/server/egressselector"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/apiserver/pkg/storage/storagebackend/factory"
	"k8s.io/klog/v2"

	"dev.kubeuser/control-plane/internal/storage"
)

type failure struct {
	part string
	err  error
}

func open(t *testing.T, verbosity int) (*Log, string, chan failure) {
	t.Helper()
	// The handlers are global; one of an earlier test would swallow what this one waits for.
	handlers := runtime.PanicHandlers
	t.Cleanup(func() { runtime.PanicHandlers = handlers })
	path, failures := filepath.Join(t.TempDir(), "log"), make(chan failure, 1)
	log, err := Open(path, verbosity, func(part string, err error) { failures <- failure{part, err} })
	if err != nil {
		t.Fatal(err)
	}
	return log, path, failures
}

func content(t *testing.T, path string) string {
	t.Helper()
	klog.Flush()
	bytes, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes)
}

func TestQuietByDefault(t *testing.T) {
	log, path, _ := open(t, 0)
	klog.Info("information")
	klog.Warning("a warning")
	klog.Warning("Skipping API x because it has no resources.")
	log.Zap().Warn("etcd is not amused")
	log.Printf("our own line")
	got := content(t, path)
	for text, want := range map[string]bool{"information": false, "a warning": true, "no resources": false, "amused": false, "our own line": true} {
		if strings.Contains(got, text) != want {
			t.Errorf("%q: want %v in %s", text, want, got)
		}
	}
}

// TestEtcdClient asks as the API server does. The client complains of a call that was given up, as it does when its connection is
// closed meanwhile, which happens where kinds are defined.
func TestEtcdClient(t *testing.T) {
	etcd := storage.New(t.TempDir())
	if err := etcd.Start(t.Context(), zap.NewNop()); err != nil {
		t.Fatal(err)
	}
	for verbosity, want := range map[int]bool{0: false, 1: true} {
		_, path, _ := open(t, verbosity)
		askAndGiveUp(t, etcd)
		if got := content(t, path); strings.Contains(got, "etcd-client") != want {
			t.Errorf("at verbosity %d, want %v: %s", verbosity, want, got)
		}
	}
}

func askAndGiveUp(t *testing.T, etcd *storage.Storage) {
	t.Helper()
	prober, err := factory.CreateProber(storagebackend.Config{
		Type: storagebackend.StorageTypeETCD3,
		Transport: storagebackend.TransportConfig{
			ServerList:   []string{storage.Endpoint},
			EgressLookup: func(egressselector.NetworkContext) (utilnet.DialFunc, error) { return etcd.Dial, nil },
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := prober.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	givenUp, cancel := context.WithCancel(t.Context())
	cancel()
	if err := prober.Probe(givenUp); err == nil {
		t.Error("a call that was given up has an answer")
	}
	if err := prober.Close(); err != nil {
		t.Error(err)
	}
}

func TestVerbose(t *testing.T) {
	log, path, _ := open(t, 1)
	klog.Info("information")
	klog.Warning("Skipping API x because it has no resources.")
	log.Zap().Info("etcd says")
	got := content(t, path)
	for _, text := range []string{"information", "no resources", "etcd says"} {
		if !strings.Contains(got, text) {
			t.Errorf("%q is not in %s", text, got)
		}
	}
}

func TestMuted(t *testing.T) {
	log, path, _ := open(t, 0)
	log.Mute()
	klog.Error("complaint")
	log.Printf("last word")
	if got := content(t, path); strings.Contains(got, "complaint") || !strings.Contains(got, "last word") {
		t.Errorf("log is %s", got)
	}
}

func TestStackDumpsAreNotRecords(t *testing.T) {
	log, path, _ := open(t, 0)
	if _, err := log.Write(bytes.Repeat([]byte("x"), longestRecord+1)); err != nil {
		t.Fatal(err)
	}
	if got := content(t, path); got != "" {
		t.Errorf("log has %d bytes", len(got))
	}
}

func TestFatalEndsNothingButItsGoroutine(t *testing.T) {
	_, _, failures := open(t, 0)
	go klog.Fatal("the end")
	if f := <-failures; f.part != "apiserver" || !strings.Contains(f.err.Error(), "the end") {
		t.Errorf("failure is %+v", f)
	}
}

func TestEtcdsFatalEndsNothingButItsGoroutine(t *testing.T) {
	log, _, failures := open(t, 0)
	go log.Zap().Fatal("etcd's end")
	if f := <-failures; f.part != "storage" || f.err.Error() != "etcd's end" {
		t.Errorf("failure is %+v", f)
	}
}

func TestPanicIsAFailure(t *testing.T) {
	_, _, failures := open(t, 0)
	go func() {
		defer runtime.HandleCrash()
		panic("a bug")
	}()
	if f := <-failures; f.err.Error() != "panic: a bug" {
		t.Errorf("failure is %+v", f)
	}
}

func TestTheLogIsForItsOwnerOnly(t *testing.T) {
	_, path, _ := open(t, 0)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v", info.Mode())
	}
}

func TestWhatEndsEtcdIsToldWithItsError(t *testing.T) {
	full := &os.PathError{Op: "write", Path: "wal", Err: syscall.ENOSPC}
	err := errorOf("failed to create WAL", []zapcore.Field{zap.String("path", "wal"), zap.Error(full)})
	if !errors.Is(err, syscall.ENOSPC) || err.Error() != "failed to create WAL: write wal: no space left on device" {
		t.Errorf("error is %v", err)
	}
	if err := errorOf("a message alone", nil); err.Error() != "a message alone" {
		t.Errorf("error is %v", err)
	}
}
