"""Opens what `mesure export` writes with the pdstools package, and prints what pdstools makes of it.

usage: pdstools_reading.py models FOLDER
       pdstools_reading.py decisions FILE
"""

import json
import sys
import warnings

import polars as pl


def models(folder):
    from pdstools import ADMDatamart

    mart = ADMDatamart.from_ds_export(base_path=folder)
    when = pl.col("SnapshotTime").dt.strftime("%Y-%m-%dT%H:%M:%S")
    bins = (
        mart.predictor_data.group_by("ModelID", "PredictorName", "SnapshotTime")
        .agg(
            pl.col("EntryType", "Type", "Performance", "ResponseCount", "Positives", "PredictorCategory").first(),
            pl.len().alias("Bins"),
            pl.col("TotalBins").first(),
            pl.col("BinPositives", "BinNegatives", "BinResponseCount").sum(),
            pl.col("BinPropensity").is_between(0, 1).all().alias("HasPropensities"),
            (pl.col("BinUpperBound") >= pl.col("BinLowerBound")).all().alias("IsOrdered"),
        )
        .sort("SnapshotTime", "ModelID", "PredictorName")
    )
    return {
        "models": mart.model_data.with_columns(when).sort("SnapshotTime", "ModelID").collect().to_dicts(),
        "bins": bins.with_columns(when).collect().to_dicts(),
        "last": mart.aggregates.last().select("ModelID", "ResponseCount", "Positives").collect().to_dicts(),
        "channels": mart.aggregates.summary_by_channel().collect().select(
            pl.col("Channel", "Direction", "Responses", "Positives").cast(pl.String)
        ).to_dicts(),
        "overview": len(mart.aggregates.predictors_overview().collect()),
        "scores": mart.predictor_data.filter(pl.col("EntryType") == "Classifier").select("ModelID").unique().collect().height,
    }


def decisions(file):
    from pdstools.decision_analyzer import DecisionAnalyzer

    analyzer = DecisionAnalyzer.from_decision_analyzer(file)
    _, _, filtered = analyzer.aggregates.get_funnel_data()
    priority = pl.col("Propensity") * pl.col("Value") * pl.col("Context Weight") * pl.col("Levers")
    return {
        "type": analyzer.extract_type,
        "missing": analyzer.validation_error,
        "stages": analyzer.AvailableNBADStages,
        "interactions": analyzer.decision_data.select(pl.col("Interaction ID").n_unique()).collect().item(),
        "output": analyzer.decision_data.filter(pl.col("Record Type") == "OUTPUT").collect().height,
        "filtered": dict(filtered.group_by("Stage Group").agg(pl.col("action_occurrences").sum()).iter_rows()),
        "without": dict(
            analyzer.aggregates.get_decisions_without_actions_data().select(pl.all().cast(pl.String)).iter_rows()
        ),
        "components": sorted(
            analyzer.decision_data.select(pl.col("Component Name").unique()).collect()["Component Name"].to_list()
        ),
        "times": analyzer.decision_data.select(
            pl.col("Decision Time").dt.strftime("%Y-%m-%dT%H:%M:%S").unique().sort()
        ).collect()["Decision Time"].to_list(),
        # Priorities as their own formula gives them, beside ours.
        "priced": analyzer.decision_data.select(priority.is_not_null().sum()).collect().item(),
        "farthest": analyzer.decision_data.select((priority - pl.col("Priority")).abs().max()).collect().item(),
        "sensitivity": analyzer.scoring.get_sensitivity().collect().height,
    }


warnings.simplefilter("error", UserWarning)
name, path = sys.argv[1:]
print(json.dumps({"models": models, "decisions": decisions}[name](path), default=str))
