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
		o.writeTLS(files, chain, key), o.writeKubeconfig(files.ServerCAPEM, chain, key, server))
}

// writeTLS writes the certificates that somebody may look for. Private keys of authorities stay where the control plane has them.
func (o *options) writeTLS(files *pki.Files, chain, key []byte) error {
	requestHeader, err1 := os.ReadFile(files.FrontProxyCA)
	serving, err2 := os.ReadFile(files.Server)
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf("unable to read the certificates of the control plane: %w", err)
	}
	for name, content := range map[string][]byte{
		"server-ca.crt":              files.ServerCAPEM,
		"client-ca.crt":              pki.CertificatePEM(files.ClientAuthority()),
		"request-header-ca.crt":      requestHeader,
		"serving-kube-apiserver.crt": append(serving, files.ServerCAPEM...),
		"client-admin.crt":           chain,
		"client-admin.key":           key,
	} {
		if err := write(filepath.Join(o.serverDir(), "tls", name), content); err != nil {
			return err
		}
	}
	return nil
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
