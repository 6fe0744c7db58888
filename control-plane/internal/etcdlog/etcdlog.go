// Package etcdlog receives what the API server's client of etcd logs. By itself that client writes to standard error, and
// Kubernetes has no option that changes it.
//
// The client's logger is made from a default when the client's package is initialised. This package changes the default first:
// packages are initialised in the order of their import paths as soon as what they import is, so one that imports little comes
// before all of Kubernetes.
package etcdlog

import (
	"io"
	"net/url"
	"sync"

	"go.etcd.io/etcd/client/pkg/v3/logutil"
	"go.uber.org/zap"
)

const scheme = "etcd-client-log"

var received = &sink{writer: io.Discard}

func init() {
	if err := zap.RegisterSink(scheme, func(*url.URL) (zap.Sink, error) { return received, nil }); err != nil {
		panic(err)
	}
	logutil.DefaultZapLoggerConfig.OutputPaths = []string{scheme + ":"}
	logutil.DefaultZapLoggerConfig.Encoding = "console"
}

// SendTo sends on to writer, a record at a time, what is logged from now on. Until then it is dropped.
func SendTo(writer io.Writer) {
	received.mutex.Lock()
	defer received.mutex.Unlock()
	received.writer = writer
}

// sink is never closed: there is one per process, as there is one logger.
type sink struct {
	mutex  sync.Mutex
	writer io.Writer
}

func (s *sink) Write(record []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.writer.Write(record)
}

func (s *sink) Sync() error  { return nil }
func (s *sink) Close() error { return nil }
