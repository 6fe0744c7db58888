package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"

	"dev.kubeuser/control-plane/internal/pki"
)

// contextName is what k3s calls its cluster, its user and the context of both.
const contextName = "default"

func (o *options) serverDir() string {
	return filepath.Join(o.dataDir, "server")
}

// writeFiles writes what others read of a k3s server, whose URL is server. As with k3s it is there before the server is ready.
func (o *options) writeFiles(files *pki.Files, server string) error {
	key, err := pki.ClientKeyPEM(files.Admin)
	if err != nil {
		return err
	}
	// k3s appends the issuer to the certificates that it issues itself.
	chain := append(pki.CertificatePEM(files.Admin.Certificate), pki.CertificatePEM(files.ClientAuthority())...)
	return errors.Join(
		os.MkdirAll(filepath.Join(o.supervisor.Static, "charts"), 0o700),
		o.writeTLS(files), o.writeKubeconfig(files.ServerCAPEM, chain, key, server))
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

func (o *options) writeKubeconfig(authority, chain, key []byte, server string) error {
	config := clientcmdapi.NewConfig()
	config.Clusters[contextName] = &clientcmdapi.Cluster{Server: server, CertificateAuthorityData: authority}
	config.AuthInfos[contextName] = &clientcmdapi.AuthInfo{ClientCertificateData: chain, ClientKeyData: key}
	config.Contexts[contextName] = &clientcmdapi.Context{Cluster: contextName, AuthInfo: contextName}
	config.CurrentContext = contextName
	content, err := clientcmd.Write(*config)
	if err != nil {
		return fmt.Errorf("unable to encode the kubeconfig: %w", err)
	}
	if err := write(o.kubeconfig, content); err != nil {
		return err
	}
	say("info", "Wrote kubeconfig %s", o.kubeconfig)
	return nil
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
