#!/bin/sh
# What an operator does: with the kubeconfig of its ServiceAccount, in its namespace.
set -e
kubectl create configmap prices --from-literal=apple=3
kubectl get configmap prices --output name
kubectl delete configmap prices || echo "left there"
