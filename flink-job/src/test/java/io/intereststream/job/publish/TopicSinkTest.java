package io.intereststream.job.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.intereststream.job.config.DeliveryOptions;
import io.intereststream.job.config.JobOptions;
import io.intereststream.job.config.KafkaOptions;
import io.intereststream.job.config.ReleaseOptions;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.lineage.TypeDatasetFacet;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicSinkTest {

  @ParameterizedTest
  @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
  void aSinkTravelsToTheClusterAndReportsItsTopicAndType(DeliveryGuarantee guarantee)
      throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(KafkaOptions.BOOTSTRAP_SERVERS, "broker:9092");
    configuration.set(ReleaseOptions.REGISTRY, "nowhere");
    configuration.set(DeliveryOptions.GUARANTEE, guarantee);
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    JobOptions options = JobOptions.from(configuration);

    var sink = InstantiationUtil.clone(TopicSink.of("the-topic", options));
    assertThat(sink.getLineageVertex().datasets()).hasSize(1);
    LineageDataset dataset = sink.getLineageVertex().datasets().get(0);
    assertThat(dataset.name()).isEqualTo("the-topic");
    assertThat(dataset.namespace()).isEqualTo("kafka://broker:9092");
    assertThat(dataset.facets().values())
        .filteredOn(TypeDatasetFacet.class::isInstance)
        .singleElement()
        .extracting(facet -> ((TypeDatasetFacet) facet).getTypeInformation())
        .isEqualTo(OutputRecord.TYPE);
  }
}
