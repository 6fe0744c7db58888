package dev.kubeuser.assertion;

import dev.kubeuser.rbac.Difference;
import dev.kubeuser.rbac.NearMiss;
import java.util.List;

/**
 * Picks the rules that help to see why something is not allowed.
 *
 * @param misses all rules that do not allow it, those with the fewest differences first
 */
record NearestRules(List<NearMiss> misses) {

    private static final int MOST = 3;
    private static final int NEAR = 2;

    /** The nearest of what users wrote; rules for other resources only where no other is as near. */
    List<NearMiss> list() {
        List<NearMiss> written =
                misses.stream().filter(miss -> !miss.binding().isBootstrap()).toList();
        int fewest = written.isEmpty() ? 0 : differences(written.get(0));
        List<NearMiss> nearest =
                written.stream().filter(miss -> differences(miss) == fewest).toList();
        List<NearMiss> ofTheResource = nearest.stream()
                .filter(miss -> !miss.differences().contains(Difference.RESOURCE))
                .toList();
        if (fewest <= NEAR && !ofTheResource.isEmpty()) {
            return ofTheResource.stream().limit(MOST).toList();
        }
        return fewest == 1 ? nearest.stream().limit(MOST).toList() : List.of();
    }

    private static int differences(NearMiss miss) {
        return miss.differences().size();
    }
}
