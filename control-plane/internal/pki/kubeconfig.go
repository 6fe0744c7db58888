package pki

import (
	"fmt"
	"os"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

const contextName = "kubeuser"

// ClientConfig is a REST configuration for server with the pair's identity.
func (f *Files) ClientConfig(server string, pair *Pair) (*rest.Config, error) {
	key, err := KeyPEM(pair.Key)
	if err != nil {
		return nil, fmt.Errorf("unable to encode the key for %q: %w", pair.Certificate.Subject.CommonName, err)
	}
	return &rest.Config{
		Host: server,
		TLSClientConfig: rest.TLSClientConfig{
			CAData:   f.ServerCAPEM,
			CertData: CertificatePEM(pair.Certificate),
			KeyData:  key,
		},
	}, nil
}

// WriteKubeconfig writes a self-contained kubeconfig: it keeps working when it is copied elsewhere.
func (f *Files) WriteKubeconfig(path, server string, pair *Pair) error {
	config, err := f.ClientConfig(server, pair)
	if err != nil {
		return err
	}
	content, err := clientcmd.Write(kubeconfig(config, pair.Certificate.Subject.CommonName))
	if err != nil {
		return fmt.Errorf("unable to encode the kubeconfig for %q: %w", pair.Certificate.Subject.CommonName, err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return fmt.Errorf("unable to write the kubeconfig for %q: %w", pair.Certificate.Subject.CommonName, err)
	}
	return nil
}

func kubeconfig(config *rest.Config, user string) clientcmdapi.Config {
	result := clientcmdapi.NewConfig()
	result.Clusters[contextName] = &clientcmdapi.Cluster{Server: config.Host, CertificateAuthorityData: config.CAData}
	result.AuthInfos[user] = &clientcmdapi.AuthInfo{ClientCertificateData: config.CertData, ClientKeyData: config.KeyData}
	result.Contexts[contextName] = &clientcmdapi.Context{Cluster: contextName, AuthInfo: user}
	result.CurrentContext = contextName
	return *result
}
