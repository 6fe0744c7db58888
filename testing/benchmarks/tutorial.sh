# The commands of the tutorial for the user $1, without those that only show something.
set -euo pipefail
openssl genrsa -out "$1.key" 2048
openssl req -new -key "$1.key" -out "$1.csr" -subj "/CN=$1"
cat <<EOF | kubectl apply -f -
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: $1
spec:
  request: $(cat "$1.csr" | base64 -w 0)
  signerName: kubernetes.io/kube-apiserver-client
  expirationSeconds: 86400
  usages:
  - client auth
EOF
kubectl certificate approve "$1"
# A person waits until the certificate is there; asking again at once is the shortest way to do so with kubectl.
certificate=
until [ -n "$certificate" ]; do
  certificate=$(kubectl get csr "$1" -o jsonpath='{.status.certificate}')
done
echo "$certificate" | base64 -d > "$1.crt"
curl --silent --show-error "https://kubernetes:$PORT/healthz" --resolve "kubernetes:$PORT:127.0.0.1" \
  --cacert "$CA" --cert "$1.crt" --key "$1.key"
