#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/template.h"
#include "tests/unit/config/project.h"

namespace lambent::config {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

constexpr const char* kArn = "arn:aws:lambda:us-east-1:123456789012:layer:tools:3";

// A function with these layers, and three layer resources.
std::string template_with(const std::string& layers) {
  return R"(
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.handler
      Runtime: python3.12
      Layers: )" +
         layers + R"(
  Sam:
    Type: AWS::Serverless::LayerVersion
    Properties: {LayerName: sam-tools, ContentUri: layer}
  Plain:
    Type: AWS::Lambda::LayerVersion
    Properties: {Content: layer.zip}
  Remote:
    Type: AWS::Lambda::LayerVersion
    Properties: {Content: {S3Bucket: b, S3Key: k}}
  Gone:
    Type: AWS::Serverless::LayerVersion
    Properties: {ContentUri: gone}
  Cdk:
    Type: AWS::Lambda::LayerVersion
    Properties: {Content: {S3Bucket: b, S3Key: k}}
    Metadata: {"aws:asset:path": layer, "aws:asset:property": Content}
  Table: {Type: "AWS::DynamoDB::Table"}
)";
}

class TemplateLayers : public testing::Test {
 protected:
  TemplateLayers() {
    project_.make_folder("layer");
    project_.write("layer.zip", "PK");
  }

  std::vector<LayerRef> layers_of(const std::string& layers, const TemplateOptions& options = {}) {
    const Model model =
        load_template(project_.write("template.yaml", template_with(layers)), options);
    return model.functions.at(0).layers;
  }
  std::string error_in(const std::string& layers, const TemplateOptions& options = {}) {
    return error_of([&] { layers_of(layers, options); });
  }

  Project project_;
};

TEST_F(TemplateLayers, AreLayerVersionsOfTheTemplate) {
  const std::vector<LayerRef> layers = layers_of("[!Ref Sam, !Ref Plain, !Ref Cdk]");

  ASSERT_EQ(layers.size(), 3U);
  EXPECT_EQ(layers[0].arn, "arn:aws:lambda:us-east-1:123456789012:layer:sam-tools:1");
  EXPECT_EQ(layers[0].content, project_ / "layer");
  EXPECT_EQ(layers[1].arn, "arn:aws:lambda:us-east-1:123456789012:layer:Plain:1");
  EXPECT_EQ(layers[1].content, project_ / "layer.zip");
  EXPECT_EQ(layers[2].content, project_ / "layer");
}

TEST_F(TemplateLayers, OrArnsMappedToLocalContent) {
  const std::vector<LayerRef> layers =
      layers_of(std::string("[") + kArn + "]", {.layer_content = {{kArn, project_ / "layer"}}});

  ASSERT_EQ(layers.size(), 1U);
  EXPECT_EQ(layers[0].arn, kArn);
  EXPECT_EQ(layers[0].content, project_ / "layer");
}

TEST_F(TemplateLayers, MapTheArnOfALayerWhoseContentIsElsewhere) {
  const char* arn = "arn:aws:lambda:us-east-1:123456789012:layer:Remote:1";

  EXPECT_EQ(layers_of("[!Ref Remote]", {.layer_content = {{arn, project_ / "layer"}}}).size(), 1U);
  EXPECT_THAT(
      error_in("[!Ref Remote]"),
      EndsWith("Resources.Remote.Properties.Content: content in S3 is not downloaded: give "
               "--layer arn:aws:lambda:us-east-1:123456789012:layer:Remote:1=FOLDER_OR_ZIP"));
}

TEST_F(TemplateLayers, RefuseAnArnThatNothingMaps) {
  EXPECT_THAT(error_in(std::string("[") + kArn + "]"),
              EndsWith("template.yaml:8:16: Resources.Hello.Properties.Layers[0]: layer \"" +
                       std::string(kArn) + "\" is not on this machine: give --layer " + kArn +
                       "=FOLDER_OR_ZIP"));
}

TEST_F(TemplateLayers, RefuseContentThatIsNotThere) {
  EXPECT_THAT(error_in("[!Ref Gone]"),
              HasSubstr("Resources.Gone.Properties.ContentUri: expected an existing folder"));
  EXPECT_EQ(error_in(std::string("[") + kArn + "]", {.layer_content = {{kArn, "/no/such"}}}),
            "--layer " + std::string(kArn) +
                ": expected an existing folder or .zip file, found \"/no/such\"");
}

TEST_F(TemplateLayers, RefuseWhatIsNoLayer) {
  EXPECT_THAT(error_in("[!Ref Table]"),
              EndsWith("Layers[0]: expected a LayerVersion of the template or its ARN, found "
                       "\"Table\""));
  EXPECT_THAT(error_in("[tools]"), HasSubstr("expected a LayerVersion of the template or its ARN"));
  EXPECT_THAT(error_in("[[x]]"), HasSubstr("expected a LayerVersion of the template or its ARN"));
  EXPECT_THAT(error_in("[!ImportValue x]"),
              EndsWith("Layers[0]: Fn::ImportValue is not supported"));
}

TEST_F(TemplateLayers, RefuseTheSameLayerTwice) {
  EXPECT_THAT(error_in("[!Ref Sam, !Ref Sam]"),
              HasSubstr("Layers: Two different versions of the same layer are not allowed"));
}

TEST_F(TemplateLayers, RefuseASixthLayer) {
  TemplateOptions options;
  std::string list;
  for (char name = 'a'; name <= 'f'; ++name) {
    const std::string arn =
        std::string("arn:aws:lambda:us-east-1:123456789012:layer:") + name + ":1";
    options.layer_content[arn] = project_ / "layer";
    list += (list.empty() ? "[" : ", ") + arn;
  }
  EXPECT_THAT(error_in(list + "]", options),
              EndsWith("Layers: Cannot reference more than 5 layers."));
}

}  // namespace
}  // namespace lambent::config
