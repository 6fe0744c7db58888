#!/bin/sh
# Deploys a version of the shop, as a job of a pipeline does.
set -eu
helm upgrade --install shop chart --namespace shop --set version="$1"
kubectl --namespace shop rollout status deployment/shop --timeout=60s
kubectl --namespace shop annotate deployment/shop "deployed-by=$(kubectl auth whoami -o 'jsonpath={.status.userInfo.username}')" --overwrite
kubectl --namespace shop get service/shop
