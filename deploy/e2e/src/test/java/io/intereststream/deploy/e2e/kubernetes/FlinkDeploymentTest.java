package io.intereststream.deploy.e2e.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks the FlinkDeployment against the published schema of the Flink Kubernetes operator, and
 * against the files that it refers to.
 *
 * <p>The schema is the resource definition in the operator's API artifact, of which Maven Central's
 * newest is 1.10.0. For the fields that the deployment uses, the schema of 1.15 differs only in the
 * versions of Flink, see {@link #FLINK_VERSIONS_SINCE}.
 */
class FlinkDeploymentTest {

  /** What operator 1.15 accepts as {@code spec.flinkVersion} and 1.10 does not. */
  private static final Set<String> FLINK_VERSIONS_SINCE = Set.of("v2_0", "v2_1", "v2_2");

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Path DEPLOYMENT = ROOT.resolve("deploy/kubernetes/flink-deployment.yaml");

  private static final Path CONFIGURATION = ROOT.resolve("deploy/interest-stream.yaml");

  private final JsonNode deployment;
  private final JsonNode definition;

  FlinkDeploymentTest() throws IOException {
    deployment = YAML.readTree(DEPLOYMENT.toFile());
    String resource = "/META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";
    try (InputStream in = FlinkDeploymentTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      definition = YAML.readTree(in).get("spec");
    }
  }

  @Test
  void isAFlinkDeploymentOfTheOperator() {
    JsonNode version = definition.get("versions").get(0);
    assertThat(deployment.get("apiVersion").asText())
        .isEqualTo(definition.get("group").asText() + "/" + version.get("name").asText());
    assertThat(deployment.get("kind")).isEqualTo(definition.at("/names/kind"));
    assertThat(deployment.fieldNames())
        .toIterable()
        .containsExactly("apiVersion", "kind", "metadata", "spec");
    assertThat(deployment.at("/metadata/name").asText()).matches("[a-z]([-a-z0-9]{0,43}[a-z0-9])?");
  }

  @Test
  void fitsTheSchema() {
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /spec                                 | replica     | 2           | unknown
          /spec                                 | mode        | "sideways"  | "sideways" (expected: one of
          /spec                                 | flinkVersion| "v2_9"      | "v2_9" (expected: one of
          /spec/flinkConfiguration              | x           | 1           | 1 (expected: string)
          /spec/job                             | parallelism | "4"         | "4" (expected: integer)
          /spec/job                             | args        | "--config"  | "--config" (expected: array)
          /spec/podTemplate/spec                | volume      | []          | unknown
          /spec/podTemplate/spec/containers/0   | ports       | {}          | {} (expected: array)
          /spec/podTemplate/spec/securityContext| runAsNonRoot| "true"      | "true" (expected: boolean)
          """)
  void mistakesAreFound(String parent, String field, String value, String problem)
      throws IOException {
    ((ObjectNode) deployment.at(parent)).set(field, YAML.readTree(value));
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith(parent.substring(1) + "/" + field + ": " + problem);
  }

  @Test
  void runsTheJobThatTheImageHolds() throws IOException {
    String dockerfile = Files.readString(ROOT.resolve("deploy/docker/Dockerfile"));
    String jar = deployment.at("/spec/job/jarURI").asText().replaceFirst("^local://", "");
    assertThat(dockerfile)
        .contains("/build/flink-job/target/" + Path.of(jar).getFileName() + " ")
        .contains(" " + Path.of(jar).getParent() + "/\n")
        .endsWith("\nUSER flink\n");

    String entryClass = deployment.at("/spec/job/entryClass").asText().replace('.', '/');
    assertThat(ROOT.resolve("flink-job/src/main/java/" + entryClass + ".java")).isRegularFile();

    String flink =
        Files.readString(ROOT.resolve("pom.xml"))
            .replaceFirst("(?s).*<flink.version>(.*?)</flink.version>.*", "$1");
    assertThat(dockerfile).contains("ARG FLINK_IMAGE=flink:" + flink + "-java17\n");
    assertThat(deployment.at("/spec/podTemplate/spec/containers/0/env/0/value").asText())
        .isEqualTo("flink-s3-fs-hadoop-" + flink + ".jar");
  }

  @Test
  void mountsTheConfigurationWhereTheJobReadsIt() throws IOException {
    Path folder = DEPLOYMENT.getParent();
    JsonNode generator = YAML.readTree(folder.resolve("kustomization.yaml").toFile());
    JsonNode configMap = generator.at("/configMapGenerator/0");
    String file = configMap.at("/files/0").asText();
    JsonNode pod = deployment.at("/spec/podTemplate/spec");
    JsonNode mount = pod.at("/containers/0/volumeMounts/0");

    assertThat(folder.resolve(file).normalize()).isRegularFile().isEqualTo(CONFIGURATION);
    assertThat(pod.at("/volumes/0/configMap/name")).isEqualTo(configMap.get("name"));
    assertThat(pod.at("/volumes/0/name")).isEqualTo(mount.get("name"));
    assertThat(deployment.at("/spec/job/args/1").asText())
        .isEqualTo(mount.get("mountPath").asText() + "/" + CONFIGURATION.getFileName());
  }

  @Test
  void theConfigurationHasDocumentedOptionsAlone() throws IOException {
    String documented = Files.readString(ROOT.resolve("docs/configuration.md"));
    assertThat(keys("", YAML.readTree(CONFIGURATION.toFile())))
        .filteredOn(key -> key.startsWith("interest-stream."))
        .isNotEmpty()
        .allSatisfy(key -> assertThat(documented).contains("| `" + key + "` |"));
  }

  @Test
  void nothingRunsAsRootAndDurableStateIsAllOnOneStore() {
    JsonNode pod = deployment.at("/spec/podTemplate/spec");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/containers/0/securityContext/allowPrivilegeEscalation").asBoolean(true))
        .isFalse();

    JsonNode flink = deployment.at("/spec/flinkConfiguration");
    assertThat(
            List.of(
                flink.get("execution.checkpointing.dir").asText(),
                flink.get("execution.checkpointing.savepoint-dir").asText(),
                flink.get("high-availability.storageDir").asText()))
        .allSatisfy(directory -> assertThat(directory).startsWith("s3://interest-stream/flink/"));
  }

  private static List<String> keys(String prefix, JsonNode node) {
    List<String> keys = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String key = prefix + field.getKey();
      if (field.getValue().isObject()) {
        keys.addAll(keys(key + ".", field.getValue()));
      } else {
        keys.add(key);
      }
    }
    return keys;
  }

  /** What the API server would reject or drop of the deployment's {@code spec}. */
  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    JsonNode schema = definition.at("/versions/0/schema/openAPIV3Schema/properties/spec");
    check(schema, deployment.get("spec"), "spec", problems);
    return problems;
  }

  /** Checks a value against the part of OpenAPI's schemas that the definition uses. */
  private static void check(JsonNode schema, JsonNode value, String path, List<String> problems) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      expect(value.isInt() || value.isTextual(), "integer or string", value, path, problems);
      return;
    }
    String type = schema.get("type").asText();
    boolean fits =
        switch (type) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "string" -> value.isTextual();
          case "integer" -> value.isIntegralNumber();
          case "number" -> value.isNumber();
          case "boolean" -> value.isBoolean();
          default -> throw new IllegalStateException(path + ": type " + type);
        };
    expect(fits, type, value, path, problems);
    if (value.isObject()) {
      checkFields(schema, value, path, problems);
    }
    if (value.isArray() && fits) {
      for (int index = 0; index < value.size(); index++) {
        check(schema.get("items"), value.get(index), path + "/" + index, problems);
      }
    }
    if (schema.has("enum")) {
      Set<String> symbols = symbols(schema, path);
      expect(symbols.contains(value.asText()), "one of " + symbols, value, path, problems);
    }
  }

  private static void checkFields(
      JsonNode schema, JsonNode value, String path, List<String> problems) {
    JsonNode properties = schema.path("properties");
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      String fieldPath = path + "/" + field.getKey();
      if (properties.has(field.getKey())) {
        check(properties.get(field.getKey()), field.getValue(), fieldPath, problems);
      } else if (schema.has("additionalProperties")) {
        check(schema.get("additionalProperties"), field.getValue(), fieldPath, problems);
      } else if (schema.get("type").asText().equals("object")) {
        problems.add(fieldPath + ": unknown");
      }
    }
  }

  private static Set<String> symbols(JsonNode schema, String path) {
    Set<String> symbols = new TreeSet<>();
    StreamSupport.stream(schema.get("enum").spliterator(), false)
        .map(JsonNode::asText)
        .forEach(symbols::add);
    if (path.equals("spec/flinkVersion")) {
      symbols.addAll(FLINK_VERSIONS_SINCE);
    }
    return symbols;
  }

  private static void expect(
      boolean fits, String expected, JsonNode value, String path, List<String> problems) {
    if (!fits) {
      problems.add("%s: %s (expected: %s)".formatted(path, value, expected));
    }
  }
}
