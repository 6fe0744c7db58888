// Package storage runs etcd inside this process.
package storage

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/etcdserver/api/v3rpc"
	"go.etcd.io/etcd/server/v3/storage/wal"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/test/bufconn"
)

// Endpoint is what the API server's option takes. It is a mere name: connections are made by Dial.
const Endpoint = "http://etcd.invalid:2379"

// segmentSize replaces etcd's 64 MB: a write-ahead log is allocated at once, and nobody reads ours after a crash.
const segmentSize = 8 << 20

// keptEntries replaces etcd's 10,000 and 5,000 entries of its log in memory: no other member has to catch up.
const keptEntries = 500

// connectionBuffer is the size of a connection's buffer, for each direction.
const connectionBuffer = 64 << 10

// Storage is an etcd with one member. It believes whoever connects, so connections exist in the memory of this process only.
type Storage struct {
	directory string
	listener  *bufconn.Listener
	etcd      *embed.Etcd
}

// New prepares an etcd with its data below directory. Whoever dials from now on is connected once it runs, so that the API server
// can be built meanwhile.
func New(directory string) *Storage {
	return &Storage{directory: directory, listener: bufconn.Listen(connectionBuffer)}
}

// Dial connects to etcd, whatever the address is.
func (s *Storage) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	return s.listener.DialContext(ctx)
}

// Start runs etcd and returns when it takes requests.
func (s *Storage) Start(ctx context.Context, logger *zap.Logger) error {
	wal.SegmentSizeBytes = segmentSize
	config := s.config(logger)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return fmt.Errorf("unable to start etcd in %s: %w", s.directory, err)
	}
	s.etcd = etcd
	select {
	case <-etcd.Server.ReadyNotify():
	case err := <-etcd.Err():
		return fmt.Errorf("unable to start etcd in %s: %w", s.directory, err)
	case <-ctx.Done():
		return ctx.Err()
	}
	server := v3rpc.Server(etcd.Server, nil, nil,
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: config.GRPCKeepAliveMinTime}))
	// It returns when the listener is closed, which nobody does.
	go func() { _ = server.Serve(s.listener) }()
	return nil
}

// Failed delivers the error that ends etcd. Nothing but the end of the process stops it otherwise.
func (s *Storage) Failed() <-chan error {
	return s.etcd.Err()
}

// config asks for speed where durability is worth nothing: no fsync, and an election that a single member wins at once.
func (s *Storage) config(logger *zap.Logger) *embed.Config {
	config := embed.NewConfig()
	config.Name = "kubeuser"
	config.Dir = filepath.Join(s.directory, "data")
	config.UnsafeNoFsync = true
	config.TickMs = 10
	config.ElectionMs = 100
	config.EnableGRPCGateway = false
	config.SnapshotCount = 2 * keptEntries
	config.SnapshotCatchUpEntries = keptEntries
	config.WarningUnaryRequestDuration = time.Second
	config.ListenClientUrls = nil
	// A single member has no peers. One who could connect as a peer could write anything, past every check of the API server.
	config.ListenPeerUrls = nil
	// The advertised peer address is a mere name, which etcd wants to look like host:port: a single member dials nobody.
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.ZapLoggerBuilder = embed.NewZapLoggerBuilder(logger)
	return config
}
