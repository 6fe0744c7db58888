// Package storage runs etcd inside this process.
package storage

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"go.etcd.io/etcd/server/v3/storage/wal"
	"go.uber.org/zap"

	"dev.kubeuser/control-plane/internal/sockets"
)

// segmentSize replaces etcd's 64 MB: a write-ahead log is allocated at once, and nobody reads ours after a crash.
const segmentSize = 8 << 20

// keptEntries replaces etcd's 10,000 and 5,000 entries of its log in memory: no other member has to catch up.
const keptEntries = 500

// Storage is an etcd with one member.
type Storage struct {
	directory, sockets string
	etcd               *embed.Etcd
}

// New prepares an etcd with its data and sockets below directory. It will listen on one unix socket only, in a directory
// that nobody else may enter. Its endpoint is known from now on, so that the API server can be built meanwhile.
func New(directory string) (*Storage, error) {
	place, err := sockets.Directory(directory)
	if err != nil {
		return nil, err
	}
	return &Storage{directory: directory, sockets: place}, nil
}

// Endpoint is the address of the client socket, as the API server's option takes it.
func (s *Storage) Endpoint() string {
	address := s.client()
	return address.String()
}

// Start runs etcd and returns when it takes requests.
func (s *Storage) Start(ctx context.Context, logger *zap.Logger) error {
	wal.SegmentSizeBytes = segmentSize
	etcd, err := embed.StartEtcd(s.config(logger))
	if err != nil {
		return fmt.Errorf("unable to start etcd in %s: %w", s.directory, err)
	}
	s.etcd = etcd
	select {
	case <-etcd.Server.ReadyNotify():
		return nil
	case err := <-etcd.Err():
		return fmt.Errorf("unable to start etcd in %s: %w", s.directory, err)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Failed delivers the error that ends etcd. Nothing but the end of the process stops it otherwise.
func (s *Storage) Failed() <-chan error {
	return s.etcd.Err()
}

// RemoveSockets deletes the sockets, which may be outside of the data directory.
func (s *Storage) RemoveSockets() error {
	return os.RemoveAll(s.sockets)
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
	config.ListenClientUrls = []url.URL{s.client()}
	// A single member has no peers. One who could connect as a peer could write anything, past every check of the API server.
	config.ListenPeerUrls = nil
	// The advertised peer address is a mere name, which etcd wants to look like host:port: a single member dials nobody.
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	config.ZapLoggerBuilder = embed.NewZapLoggerBuilder(logger)
	return config
}

func (s *Storage) client() url.URL {
	return url.URL{Scheme: "unix", Path: filepath.Join(s.sockets, "client")}
}
