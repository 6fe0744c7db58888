package dev.kubeuser.manifest.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import com.google.gson.ToNumberPolicy;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** Writes objects as YAML that kubectl reads back unchanged. */
public final class ManifestYaml {

    private static final Gson INTEGERS = new GsonBuilder()
            .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
            .create();

    private ManifestYaml() {}

    /**
     * {@return one YAML document, without the separator line {@code ---}}
     *
     * @param object the JSON of any object
     */
    public static String write(JsonElement object) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(FlowStyle.BLOCK);
        return new Yaml(new Quoting(options), options).dump(INTEGERS.fromJson(object, Map.class));
    }

    /** Quotes text that kubectl would read as a number, a boolean or null, such as {@code y} and {@code 0o7}. */
    private static final class Quoting extends Representer {

        Quoting(DumperOptions options) {
            super(options);
        }

        @Override
        protected Node representScalar(Tag tag, String value, @Nullable ScalarStyle style) {
            boolean isPlain = style == null || style == ScalarStyle.PLAIN;
            boolean isMistakable = tag.equals(Tag.STR) && isPlain && !isText(value);
            return super.representScalar(tag, value, isMistakable ? ScalarStyle.SINGLE_QUOTED : style);
        }

        private static boolean isText(String value) {
            try {
                return PlainScalar.resolve(value) instanceof JsonPrimitive primitive && primitive.isString();
            } catch (IllegalArgumentException notFinite) {
                return false;
            }
        }
    }
}
