package io.intereststream.training.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import io.intereststream.model.release.ReleaseException;
import io.intereststream.model.release.Safetensors;
import io.intereststream.model.release.SafetensorsWriter;
import io.intereststream.training.tensor.Tensors;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;

/**
 * The state of a run after a step: a folder {@code checkpoint-<step>} with {@code state.json} and
 * {@code tensors.safetensors} (see {@link TrainingState}). It is written under another name and
 * then renamed, so that a checkpoint is always complete; older ones are then deleted.
 */
final class Checkpoint {
  private static final String PREFIX = "checkpoint-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "[0-9]{1,18}");
  private static final String TENSORS = "tensors.safetensors";
  private static final String STATE = "state.json";
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private Checkpoint() {}

  /**
   * The part of a checkpoint that is not tensors.
   *
   * @param step number of steps done
   * @param seed of the run
   * @param recipe of the run
   * @param data description of the data
   * @param curve the validations so far
   */
  record State(
      long step, long seed, Map<String, Object> recipe, String data, List<Curve.Point> curve) {}

  /**
   * Writes a checkpoint and deletes older ones.
   *
   * @param run folder of the run
   * @param groups tensors by group and name
   */
  static void write(Path run, State state, Map<String, Map<String, Tensor>> groups) {
    Path target = run.resolve(PREFIX + state.step);
    Path temporary = run.resolve("." + target.getFileName() + ".unfinished");
    try {
      delete(temporary);
      Files.createDirectories(temporary);
      SafetensorsWriter tensors = new SafetensorsWriter();
      groups.forEach(
          (group, byName) ->
              byName.forEach(
                  (name, tensor) ->
                      tensors.floats(group + "/" + name, Tensors.floats(tensor), shape(tensor))));
      tensors.write(temporary.resolve(TENSORS));
      JSON.writerWithDefaultPrettyPrinter().writeValue(temporary.resolve(STATE).toFile(), state);
      delete(target);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      for (Path older : all(run)) {
        if (!older.equals(target)) {
          delete(older);
        }
      }
    } catch (IOException e) {
      throw InterestStreamException.environment(
          target + ": cannot be written: " + IoFault.reason(e), e);
    }
  }

  /** Returns the folder of a run's newest checkpoint; null if there is none. */
  static Path newest(Path run) {
    try {
      return all(run).stream().max(Comparator.comparingLong(Checkpoint::step)).orElse(null);
    } catch (IOException e) {
      throw InterestStreamException.environment(
          run + ": cannot be listed: " + IoFault.reason(e), e);
    }
  }

  /**
   * Reads {@code state.json}.
   *
   * @throws InterestStreamException ({@code ENVIRONMENT}) if it is missing or broken
   */
  static State state(Path checkpoint) {
    Path file = checkpoint.resolve(STATE);
    try {
      State state = JSON.readValue(Files.readAllBytes(file), new TypeReference<State>() {});
      if (state == null) {
        throw new JsonMappingException(null, "null");
      }
      return state;
    } catch (JsonProcessingException e) {
      throw InterestStreamException.environment(
          "%s line %d: %s; delete %s to start from step 0"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage(),
                  checkpoint),
          e);
    } catch (IOException e) {
      throw InterestStreamException.environment(
          "%s: cannot be read (%s); delete %s to start from step 0"
              .formatted(file, IoFault.reason(e), checkpoint),
          e);
    }
  }

  /**
   * Reads a group of tensors.
   *
   * @param into the run's tensors by name, which are overwritten
   * @throws InterestStreamException ({@code ENVIRONMENT}) if a tensor is missing, of another shape
   *     or not finite
   */
  static void read(Path checkpoint, String group, Map<String, Tensor> into) {
    Path file = checkpoint.resolve(TENSORS);
    try {
      Safetensors tensors = Safetensors.open(file);
      Map<String, float[]> values = new LinkedHashMap<>();
      for (Map.Entry<String, Tensor> entry : into.entrySet()) {
        String name = group + "/" + entry.getKey();
        values.put(
            entry.getKey(), finite(file, name, tensors.floats(name, shape(entry.getValue()))));
      }
      Tensors.scoped(
          () -> {
            Tensors.assign(into, values);
            return null;
          });
    } catch (ReleaseException e) {
      throw InterestStreamException.environment(
          "%s; delete %s to start from step 0".formatted(e.getMessage(), checkpoint), e);
    }
  }

  private static float[] finite(Path file, String name, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw InterestStreamException.environment(
            "%s: tensor %s, entry %d: %s (expected: finite numbers); delete %s to start from step 0"
                .formatted(file, name, i, values[i], file.getParent()));
      }
    }
    return values;
  }

  private static long[] shape(Tensor tensor) {
    long[] shape = new long[(int) tensor.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = tensor.size(i);
    }
    return shape;
  }

  private static List<Path> all(Path run) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(run)) {
      try (DirectoryStream<Path> stream =
          Files.newDirectoryStream(run, path -> NAME.matcher(name(path)).matches())) {
        stream.forEach(found::add);
      }
    }
    return found;
  }

  private static long step(Path checkpoint) {
    return Long.parseLong(name(checkpoint).substring(PREFIX.length()));
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
