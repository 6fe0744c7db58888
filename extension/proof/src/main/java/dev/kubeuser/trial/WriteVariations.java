package dev.kubeuser.trial;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.kubeuser.mutants.internal.JsonPlace;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes that differ from one of a test in one thing: who writes, where, by which operation, or one field. What people test
 * least often comes first.
 */
final class WriteVariations {

    private static final int MORE_ENTRIES = 10;
    private static final int MORE_LETTERS = 64;
    private static final int MOST_OF_A_LIST = 3;
    private static final Set<String> UNCHANGED = Set.of("apiVersion", "kind", "metadata", "status");

    private final CandidateWrite write;
    private final Set<BigDecimal> numbers;
    private final List<CandidateWrite> likely = new ArrayList<>();
    private final List<CandidateWrite> dropped = new ArrayList<>();
    private final List<CandidateWrite> unlikely = new ArrayList<>();

    private WriteVariations(CandidateWrite write, Set<BigDecimal> numbers) {
        this.write = write;
        this.numbers = numbers;
    }

    /**
     * One of each sort in turn, so that some of each sort are among the first.
     *
     * @param existing what tests try to create, for updates and deletions
     */
    static List<CandidateWrite> of(
            CandidateWrite write, CandidateWrite existing, WriteRun run, Set<BigDecimal> numbers) {
        return inTurn(List.of(
                List.of(write),
                byOthers(write, run),
                elsewhere(write, run),
                operations(write, existing),
                fields(write, numbers)));
    }

    /** The same object by others, elsewhere and by other operations. */
    static List<CandidateWrite> ofSameObject(CandidateWrite write, CandidateWrite existing, WriteRun run) {
        return inTurn(List.of(elsewhere(write, run), operations(write, existing), byOthers(write, run)));
    }

    private static List<CandidateWrite> byOthers(CandidateWrite write, WriteRun run) {
        return run.users().stream().map(write::by).toList();
    }

    private static List<CandidateWrite> elsewhere(CandidateWrite write, WriteRun run) {
        return write.namespace().isEmpty()
                ? List.of()
                : run.namespaces().stream().map(write::in).toList();
    }

    private static List<CandidateWrite> inTurn(List<List<CandidateWrite>> sorts) {
        Set<CandidateWrite> all = new LinkedHashSet<>();
        int longest = sorts.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < longest; i++) {
            for (List<CandidateWrite> sort : sorts) {
                if (i < sort.size()) {
                    all.add(sort.get(i));
                }
            }
        }
        return List.copyOf(all);
    }

    private static List<CandidateWrite> operations(CandidateWrite write, CandidateWrite existing) {
        boolean isNew = !Set.of("update", "delete").contains(existing.operation());
        @Nullable CandidateWrite there = isNew ? existing.in(write.namespace()) : null;
        List<CandidateWrite> others =
                new ArrayList<>(List.of(write.operation("update", there), write.operation("delete", there)));
        if (isNew) {
            others.add(write.operation("create", null));
            others.add(write.operation("apply", null));
        }
        return others;
    }

    private static List<CandidateWrite> fields(CandidateWrite write, Set<BigDecimal> numbers) {
        if (write.operation().equals("delete")) {
            return List.of();
        }
        WriteVariations all = new WriteVariations(write, numbers);
        JsonObject object = write.object();
        object.keySet().stream()
                .filter(key -> !UNCHANGED.contains(key))
                .forEach(key -> all.addOf(JsonPlace.of(key), object.get(key)));
        if (object.get("metadata") instanceof JsonObject metadata) {
            for (String part : List.of("labels", "annotations")) {
                if (metadata.has(part)) {
                    all.addOf(JsonPlace.of("metadata").at(part), metadata.get(part));
                }
            }
            if (metadata.get("name") instanceof JsonPrimitive name) {
                all.replace(
                        all.unlikely,
                        JsonPlace.of("metadata").at("name"),
                        new JsonPrimitive("x-" + name.getAsString()));
            }
        }
        all.likely.addAll(all.dropped);
        all.likely.addAll(all.unlikely);
        return all.likely;
    }

    private void addOf(JsonPlace place, JsonElement value) {
        drop(place);
        if (value instanceof JsonPrimitive primitive) {
            addOfPrimitive(place, primitive);
        } else if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size() && i < MOST_OF_A_LIST; i++) {
                addOf(place.at(i), array.get(i));
            }
        } else if (value instanceof JsonObject object) {
            addOfObject(place, object);
        }
    }

    private void addOfObject(JsonPlace place, JsonObject object) {
        boolean isOfTexts = !object.isEmpty()
                && object.asMap().values().stream()
                        .allMatch(value -> value instanceof JsonPrimitive text && text.isString());
        if (isOfTexts) {
            JsonObject more = object.deepCopy();
            for (int i = 0; i < MORE_ENTRIES; i++) {
                more.addProperty("more-" + i, "x");
            }
            replace(likely, place, more, "with " + MORE_ENTRIES + " more entries in " + place);
        }
        if (object.get("containers") instanceof JsonArray && !object.has("hostNetwork")) {
            replace(likely, place.at("hostNetwork"), new JsonPrimitive(true));
        }
        object.entrySet().forEach(entry -> addOf(place.at(entry.getKey()), entry.getValue()));
    }

    private void addOfPrimitive(JsonPlace place, JsonPrimitive value) {
        if (value.isBoolean()) {
            replace(likely, place, new JsonPrimitive(!value.getAsBoolean()));
        } else if (value.isNumber()) {
            BigDecimal number = value.getAsBigDecimal();
            Set<BigDecimal> others = new LinkedHashSet<>(List.of(
                    number.subtract(BigDecimal.ONE), number.add(BigDecimal.ONE), BigDecimal.ZERO, BigDecimal.ONE));
            others.addAll(numbers);
            others.removeIf(other -> other.signum() < 0 || other.compareTo(number) == 0);
            others.forEach(other -> replace(likely, place, new JsonPrimitive(other)));
        } else if (place.last().equals("image")) {
            addOfImage(place, value.getAsString());
        } else {
            String text = value.getAsString();
            replace(unlikely, place, new JsonPrimitive(""));
            replace(unlikely, place, new JsonPrimitive(text + "x"));
            replace(unlikely, place, new JsonPrimitive(text + "x".repeat(MORE_LETTERS)));
        }
    }

    private void addOfImage(JsonPlace place, String image) {
        int slash = image.lastIndexOf('/');
        int colon = image.indexOf(':', slash + 1);
        String untagged = colon < 0 ? image : image.substring(0, colon);
        replace(likely, place, new JsonPrimitive(untagged + ":latest"));
        replace(likely, place, new JsonPrimitive("other.example.org/" + image.substring(image.indexOf('/') + 1)));
        if (colon >= 0) {
            replace(unlikely, place, new JsonPrimitive(untagged));
        }
    }

    private void drop(JsonPlace place) {
        dropped.add(write.changed(place.removed(write.object()), "without " + place));
    }

    private void replace(List<CandidateWrite> to, JsonPlace place, JsonElement value) {
        replace(to, place, value, "with " + place + " " + value);
    }

    private void replace(List<CandidateWrite> to, JsonPlace place, JsonElement value, String change) {
        to.add(write.changed(place.replaced(write.object(), value), change));
    }
}
