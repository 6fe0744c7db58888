package bootstrap

import (
	"context"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"

	certificatesv1 "k8s.io/api/certificates/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/util/cert"

	"dev.kubeuser/control-plane/internal/pki"
)

const probeName = "kubeuser-readiness-probe"

// Probe has one certificate signed, from request to approval to certificate, and deletes the request. That is the one way to
// know that the next one will be signed too.
func Probe(ctx context.Context, client kubernetes.Interface, controllers informers.SharedInformerFactory, authority *x509.Certificate) error {
	requests := client.CertificatesV1().CertificateSigningRequests()
	request, err := newRequest()
	if err != nil {
		return err
	}
	create := newWrite("the probe", request, requests.Create)
	if err := eventually(ctx, "creating a certificate signing request", create.create); err != nil {
		return err
	}
	if err := eventually(ctx, "approving a certificate signing request", func(ctx context.Context) error { return approve(ctx, client) }); err != nil {
		return err
	}
	signed := controllers.Certificates().V1().CertificateSigningRequests().Lister()
	err = eventually(ctx, "signing a certificate signing request", func(context.Context) error {
		request, err := signed.Get(probeName)
		if err != nil {
			return err
		}
		return verify(request, authority)
	})
	if err != nil {
		return err
	}
	return requests.Delete(ctx, probeName, metav1.DeleteOptions{})
}

func newRequest() (*certificatesv1.CertificateSigningRequest, error) {
	key, err := pki.NewKey()
	if err != nil {
		return nil, err
	}
	request, err := cert.MakeCSR(key, &pkix.Name{CommonName: probeName}, nil, nil)
	if err != nil {
		return nil, fmt.Errorf("unable to make a certificate signing request: %w", err)
	}
	return &certificatesv1.CertificateSigningRequest{
		ObjectMeta: metav1.ObjectMeta{Name: probeName},
		Spec: certificatesv1.CertificateSigningRequestSpec{
			Request:    request,
			SignerName: certificatesv1.KubeAPIServerClientSignerName,
			Usages:     []certificatesv1.KeyUsage{certificatesv1.UsageClientAuth},
		},
	}, nil
}

func approve(ctx context.Context, client kubernetes.Interface) error {
	requests := client.CertificatesV1().CertificateSigningRequests()
	request, err := requests.Get(ctx, probeName, metav1.GetOptions{})
	if err != nil {
		return err
	}
	request.Status.Conditions = append(request.Status.Conditions, certificatesv1.CertificateSigningRequestCondition{
		Type: certificatesv1.CertificateApproved, Status: corev1.ConditionTrue, Reason: "ReadinessProbe",
		Message: "approved to find out whether certificates are signed",
	})
	_, err = requests.UpdateApproval(ctx, probeName, request, metav1.UpdateOptions{})
	return err
}

func verify(request *certificatesv1.CertificateSigningRequest, authority *x509.Certificate) error {
	certificates, err := cert.ParseCertsPEM(request.Status.Certificate)
	if err != nil {
		return err // there is none yet
	}
	return certificates[0].CheckSignatureFrom(authority)
}
