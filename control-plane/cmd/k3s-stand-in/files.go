package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dev.kubeuser/control-plane/internal/pki"
)

// contextName is what k3s calls its cluster, its user and the context of both.
const contextName = "default"

func (o *options) serverDir() string {
	return filepath.Join(o.dataDir, "server")
}

// writeFiles writes what others read of a k3s server, whose URL is server. As with k3s it is there before the server is ready.
func (o *options) writeFiles(files *pki.Files, server string) error {
	config, err := files.ClientConfig(server, files.Admin)
	if err != nil {
		return err
	}
	// k3s appends the issuer to the certificates that it issues itself.
	config.CertData = append(config.CertData, pki.CertificatePEM(files.ClientAuthority())...)
	kubeconfig, err := pki.Kubeconfig(config, contextName, contextName, "") // k3s names no namespace
	if err != nil {
		return err
	}
	err = errors.Join(
		os.MkdirAll(filepath.Join(o.supervisor.Static, "charts"), 0o700), o.writeTLS(files), write(o.kubeconfig, kubeconfig))
	if err == nil {
		say("info", "Wrote kubeconfig %s", o.kubeconfig)
	}
	return err
}

// writeTLS writes the authorities' certificates, which somebody may look for. Their keys stay where the control plane has them.
func (o *options) writeTLS(files *pki.Files) error {
	requestHeader, err := os.ReadFile(files.FrontProxyCA)
	if err != nil {
		return fmt.Errorf("unable to read the certificates of the control plane: %w", err)
	}
	tls := filepath.Join(o.serverDir(), "tls")
	return errors.Join(
		write(filepath.Join(tls, "server-ca.crt"), files.ServerCAPEM),
		write(filepath.Join(tls, "client-ca.crt"), pki.CertificatePEM(files.ClientAuthority())),
		write(filepath.Join(tls, "request-header-ca.crt"), requestHeader),
	)
}

// write replaces a file at once: who waits for it to appear must not see half of it.
func write(path string, content []byte) error {
	temporary := path + ".new"
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("unable to make the directory of %s: %w", path, err)
	}
	err := errors.Join(os.WriteFile(temporary, content, 0o600), os.Rename(temporary, path))
	if err != nil {
		return fmt.Errorf("unable to write %s: %w", path, err)
	}
	return nil
}
