package dev.kubeuser.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.KubeUser;
import dev.kubeuser.cluster.Cluster;
import java.lang.reflect.Array;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What somebody has learned of a cluster may rest on what somebody else has. */
@KubeUser("alice")
class AttachmentTest {

    /** Array types of up to 60 dimensions: many keys, of which some have the same place in any map. */
    private static final List<Class<?>> TYPES = IntStream.rangeClosed(1, 60)
            .<Class<?>>mapToObj(dimensions ->
                    Array.newInstance(AttachmentTest.class, new int[dimensions]).getClass())
            .toList();

    @Test
    void one_rests_on_another(Cluster cluster) {
        AtomicInteger made = new AtomicInteger();
        ManagedCluster managed = ManagedCluster.of(cluster);
        attach(managed, 0, made);
        attach(managed, 0, made);
        assertThat(made).hasValue(TYPES.size());
    }

    private static <T> void attach(ManagedCluster cluster, int index, AtomicInteger made) {
        if (index < TYPES.size()) {
            @SuppressWarnings("unchecked")
            Class<T> type = (Class<T>) TYPES.get(index);
            cluster.attachment(type, () -> {
                made.incrementAndGet();
                attach(cluster, index + 1, made);
                return type.cast(Array.newInstance(type.getComponentType(), 0));
            });
        }
    }
}
