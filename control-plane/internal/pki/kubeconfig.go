package pki

import (
	"fmt"
	"os"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
)

const contextName = "kubeuser"

// ClientConfig is a REST configuration for server with the pair's identity.
func (f *Files) ClientConfig(server string, pair *Pair) (*rest.Config, error) {
	key, err := ClientKeyPEM(pair)
	if err != nil {
		return nil, err
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

// AdminConfig is a REST configuration for server by which the administrator is known soonest: by the token, if there is one.
func (f *Files) AdminConfig(server string) (*rest.Config, error) {
	if f.adminToken == "" {
		return f.ClientConfig(server, f.Admin)
	}
	return &rest.Config{
		Host: server, BearerToken: f.adminToken, TLSClientConfig: rest.TLSClientConfig{CAData: f.ServerCAPEM},
	}, nil
}

// WriteKubeconfig writes a self-contained kubeconfig with the administrator's certificate: it keeps working when it is copied
// elsewhere.
func (f *Files) WriteKubeconfig(path, server string) error {
	config, err := f.ClientConfig(server, f.Admin)
	if err != nil {
		return err
	}
	content, err := Kubeconfig(config, contextName, f.Admin.Certificate.Subject.CommonName, metav1.NamespaceDefault)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		return fmt.Errorf("unable to write a kubeconfig: %w", err)
	}
	return nil
}

// Kubeconfig encodes the server and the certificate of a configuration; context is also the name of the cluster.
func Kubeconfig(config *rest.Config, context, user, namespace string) ([]byte, error) {
	result := clientcmdapi.NewConfig()
	result.Clusters[context] = &clientcmdapi.Cluster{Server: config.Host, CertificateAuthorityData: config.CAData}
	result.AuthInfos[user] = &clientcmdapi.AuthInfo{ClientCertificateData: config.CertData, ClientKeyData: config.KeyData}
	result.Contexts[context] = &clientcmdapi.Context{Cluster: context, AuthInfo: user, Namespace: namespace}
	result.CurrentContext = context
	content, err := clientcmd.Write(*result)
	if err != nil {
		return nil, fmt.Errorf("unable to encode the kubeconfig for %q: %w", user, err)
	}
	return content, nil
}
