extension XGBoostDocument {
  /// The model in the form of XGBoost 1.7, which all later versions read as well; statistics of training are left out.
  /// - Parameter rounds: as many rounds of boosting, from the first.
  func json(rounds: Int) -> String {
    let count = min(rounds, self.rounds) * treesPerRound
    var text = "{\"learner\":{\"attributes\":{},\"feature_names\":[],\"feature_types\":[],\"gradient_booster\":{"
    let model = forest(count)
    if let weights {
      text += "\"gbtree\":{\"model\":\(model),\"name\":\"gbtree\"},\"name\":\"dart\",\"weight_drop\":"
      text += Self.list(weights.prefix(count))
    } else {
      text += "\"model\":\(model),\"name\":\"gbtree\""
    }
    text += "},\"learner_model_param\":{\"base_score\":\"\(Self.number(baseScore))\",\"boost_from_average\":\"1\","
    text += "\"num_class\":\"0\",\"num_feature\":\"\(featureCount)\",\"num_target\":\"1\"},"
    text += "\"objective\":{\"name\":\"\(objective)\",\"reg_loss_param\":{\"scale_pos_weight\":\"1\"}}},"
    text += "\"version\":[1,7,4]}"
    return text
  }

  private func forest(_ count: Int) -> String {
    var text = "{\"gbtree_model_param\":{\"num_parallel_tree\":\"\(treesPerRound)\",\"num_trees\":\"\(count)\","
    text += "\"size_leaf_vector\":\"0\"},\"tree_info\":\(Self.list(repeatElement(0, count: count))),\"trees\":["
    for (number, tree) in trees.prefix(count).enumerated() {
      if number > 0 { text += "," }
      text += tree.json(number: number, featureCount: featureCount)
    }
    return text + "]}"
  }

  fileprivate static func list(_ numbers: some Sequence<Int>) -> String {
    "[" + numbers.map { String($0) }.joined(separator: ",") + "]"
  }

  fileprivate static func list(_ numbers: some Sequence<Int32>) -> String {
    "[" + numbers.map { String($0) }.joined(separator: ",") + "]"
  }

  fileprivate static func list(_ numbers: some Sequence<Float>) -> String {
    "[" + numbers.map { number($0) }.joined(separator: ",") + "]"
  }

  /// The shortest digits that give the same bits again, as XGBoost writes them: always with an exponent, because to its
  /// reader a number without is whole.
  private static func number(_ value: Float) -> String {
    let text = "\(value)"
    return text.contains("e") ? text.replacing("e", with: "E") : text + "E0"
  }
}

extension CheckedTree {
  fileprivate func json(number: Int, featureCount: Int) -> String {
    let count = left.count
    let zeros = XGBoostDocument.list(repeatElement(Float(0), count: count))
    var text = "{\"base_weights\":\(zeros),\"categories\":[],\"categories_nodes\":[],\"categories_segments\":[],"
    text +=
      "\"categories_sizes\":[],\"default_left\":\(XGBoostDocument.list(defaultsLeft.map { $0 ? 1 : 0 } as [Int])),"
    text += "\"id\":\(number),\"left_children\":\(XGBoostDocument.list(left)),\"loss_changes\":\(zeros),"
    text += "\"parents\":\(XGBoostDocument.list(parents)),\"right_children\":\(XGBoostDocument.list(right)),"
    text += "\"split_conditions\":\(XGBoostDocument.list(thresholds)),"
    text += "\"split_indices\":\(XGBoostDocument.list(features)),"
    text += "\"split_type\":\(XGBoostDocument.list(repeatElement(0, count: count) as Repeated<Int>)),"
    text += "\"sum_hessian\":\(zeros),\"tree_param\":{\"num_deleted\":\"0\",\"num_feature\":\"\(featureCount)\","
    return text + "\"num_nodes\":\"\(count)\",\"size_leaf_vector\":\"0\"}}"
  }
}
