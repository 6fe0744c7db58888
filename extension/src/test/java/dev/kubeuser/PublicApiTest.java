package dev.kubeuser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.kinds.RunsOnce;
import dev.kubeuser.testkit.PublicApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.junit.jupiter.api.Test;

/** The public API is small, says its status, and changes in sight: {@code api.txt} lists it, and is reviewed with a change. */
@RunsOnce
class PublicApiTest {

    private static final int MOST_TYPES = 129;
    private static final Path LISTING = Path.of("api.txt");

    private final PublicApi api = PublicApi.around(KubeUser.class);

    @Test
    void is_as_listed() throws IOException {
        if (Boolean.getBoolean("api.update")) {
            Files.write(LISTING, api.lines());
        }
        List<String> listed = Files.readAllLines(LISTING);
        assertThat(difference(listed, api.lines()))
                .as("The public API is not as extension/api.txt lists it: - is listed only, + is compiled only. If the"
                        + " change is wanted, update the listing by `mvn -pl kinds,extension test -Dtest=PublicApiTest"
                        + " -Dapi.update=true` and commit it with the change")
                .isEmpty();
    }

    /** Each line with the type that it is of, so that a member is not taken for one of another type. */
    private static List<String> difference(List<String> listed, List<String> compiled) {
        List<String> before = withTypes(listed);
        List<String> now = withTypes(compiled);
        List<String> difference = new ArrayList<>();
        before.stream().filter(line -> !now.contains(line)).forEach(line -> difference.add("- " + line));
        now.stream().filter(line -> !before.contains(line)).forEach(line -> difference.add("+ " + line));
        return difference;
    }

    private static List<String> withTypes(List<String> lines) {
        List<String> complete = new ArrayList<>();
        String type = "";
        for (String line : lines) {
            if (line.startsWith(" ")) {
                complete.add(type + ": " + line.strip());
            } else if (!line.isEmpty()) {
                complete.add(line);
                type = line.replaceAll("(.*(class|interface|enum|record) [^ <(]+).*", "$1");
            }
        }
        return complete;
    }

    @Test
    void has_few_types() {
        assertThat(api.topLevelTypes()).hasSizeLessThanOrEqualTo(MOST_TYPES);
    }

    @Test
    void names_no_internal_type() {
        assertThat(api.linesWithInternalTypes()).isEmpty();
    }

    @Test
    void says_its_status() {
        assertThat(api.topLevelTypes()).allMatch(type -> type.isAnnotationPresent(API.class));
    }
}
