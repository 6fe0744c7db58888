// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.fabric8;

import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;

/** Ignores what it watches. */
final class Nothing<T> implements Watcher<T> {
    @Override
    public void eventReceived(Action action, T resource) {}

    @Override
    public void onClose(WatcherException cause) {}
}
