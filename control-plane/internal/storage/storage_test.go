package storage

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
)

func TestStartServe(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	s := New(filepath.Join(t.TempDir(), "etcd"))
	client := connect(t, s)
	early := make(chan error, 1)
	go func() {
		_, err := client.Put(ctx, "early", "value")
		early <- err
	}()
	if err := s.Start(ctx, zap.NewNop()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.etcd.Close)
	if err := <-early; err != nil {
		t.Errorf("one who connected before the start: %v", err)
	}
	roundTrip(ctx, t, client)
	if len(s.etcd.Clients)+len(s.etcd.Peers) != 0 {
		t.Errorf("it listens at %v for clients and at %v for peers", s.etcd.Clients, s.etcd.Peers)
	}
}

func connect(t *testing.T, s *Storage) *clientv3.Client {
	t.Helper()
	dial := grpc.WithContextDialer(func(ctx context.Context, address string) (net.Conn, error) { return s.Dial(ctx, "tcp", address) })
	client, err := clientv3.New(clientv3.Config{Endpoints: []string{Endpoint}, DialOptions: []grpc.DialOption{dial}, Logger: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

func roundTrip(ctx context.Context, t *testing.T, client *clientv3.Client) {
	t.Helper()
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
	if err := os.WriteFile(filepath.Join(directory, "data"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := New(directory).Start(t.Context(), zap.NewNop()); err == nil || !strings.Contains(err.Error(), directory) {
		t.Errorf("error is %v", err)
	}
}
