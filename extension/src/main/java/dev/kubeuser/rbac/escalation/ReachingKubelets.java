package dev.kubeuser.rbac.escalation;

import dev.kubeuser.rbac.ResourceAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Runs commands in pods through their kubelet, which takes {@code get} for a command that comes by websocket. */
final class ReachingKubelets implements Way {

    @Override
    public Technique technique() {
        return Technique.NODES_PROXY;
    }

    @Override
    public Stream<Step> from(Powers powers) {
        return powers
                .useOfSome(ResourceAttributes.of("get", "", "nodes").subresource("proxy"), "get", "create")
                .stream()
                .flatMap(use -> Accounts.become(
                        powers,
                        technique(),
                        "runs commands by the kubelets' API in pods, if there are any, that run as",
                        List.of(use),
                        powers.population().accounts()));
    }
}
