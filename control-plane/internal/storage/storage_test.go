package storage

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"

	"dev.kubeuser/control-plane/internal/programtest"
)

func TestStartServeStop(t *testing.T) {
	for name, directory := range map[string]string{
		"in the directory":        filepath.Join(t.TempDir(), "etcd"),
		"path too long for socks": filepath.Join(t.TempDir(), strings.Repeat("long", 30)),
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			s, err := New(directory)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Start(ctx, zap.NewNop()); err != nil {
				t.Fatal(err)
			}
			roundTrip(ctx, t, s.Endpoint())
			expectListeners(t, programtest.Listener{Network: "unix", Address: filepath.Join(s.sockets, "client")})
			expectPrivate(t, s.sockets)
			s.etcd.Close()
			if err := s.RemoveSockets(); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(s.sockets); !os.IsNotExist(err) {
				t.Errorf("the sockets are still there: %v", err)
			}
		})
	}
}

// expectListeners looks at this process, in which etcd runs.
func expectListeners(t *testing.T, want ...programtest.Listener) {
	t.Helper()
	if got := programtest.Listeners(t, os.Getpid()); !slices.Equal(got, want) {
		t.Errorf("listeners are %v, not %v", got, want)
	}
}

// expectPrivate is about what keeps others from a socket on every Unix: not its own mode, but that of its directory.
func expectPrivate(t *testing.T, directory string) {
	t.Helper()
	info, err := os.Lstat(directory)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != fs.ModeDir|0o700 || info.Sys().(*syscall.Stat_t).Uid != uint32(os.Getuid()) {
		t.Errorf("%s has mode %v and belongs to %d", directory, info.Mode(), info.Sys().(*syscall.Stat_t).Uid)
	}
}

func roundTrip(ctx context.Context, t *testing.T, endpoint string) {
	t.Helper()
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{endpoint}, Logger: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if _, err := client.Put(ctx, "key", "value"); err != nil {
		t.Fatal(err)
	}
	response, err := client.Get(ctx, "key")
	if err != nil || len(response.Kvs) != 1 || string(response.Kvs[0].Value) != "value" {
		t.Errorf("got %v, %v", response, err)
	}
}

func TestStartSaysWhere(t *testing.T) {
	directory := t.TempDir()
	s, err := New(directory)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(directory, "data"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context(), zap.NewNop()); err == nil || !strings.Contains(err.Error(), directory) {
		t.Errorf("error is %v", err)
	}
}
