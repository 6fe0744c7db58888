package storage

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
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
