"""Run by ctest where a Python with torch and torchvision is found; random weights of the real shapes."""
import json
import pathlib
import sys
import tempfile
import unittest

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "samples"))
import export_c3d  # noqa: E402


def mmaction2_key(key: str) -> str:
    """Our name to mmaction2's, written out anew: the opposite direction of what is tested."""
    layer, kind = key.split(".")
    if layer == "fc8":
        return f"cls_head.fc_cls.{kind}"
    if layer.startswith("fc"):
        return f"backbone.{key}"
    return f"backbone.{layer + 'a' if layer in ('conv1', 'conv2') else layer}.conv.{kind}"


class ExportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def export(self, *arguments):
        out = self.folder / "model.pt"
        export_c3d.main([*arguments, "--out", str(out)])
        return torch.jit.load(out), json.loads(out.with_suffix(".json").read_text())

    def save(self, weights):
        path = self.folder / "weights.pth"
        torch.save(weights, path)
        return str(path)

    def expect_same(self, eager, scripted, classes):
        clips = torch.randn(2, 3, 16, 112, 112, generator=torch.Generator().manual_seed(5))
        with torch.no_grad():
            expected, got = eager.eval()(clips), scripted(clips)
        self.assertEqual(list(got.shape), [2, classes])
        self.assertGreater(float(expected.std()), 0)
        torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-5)

    def expect_refused(self, words, *arguments):
        with self.assertRaises(SystemExit) as refused:
            self.export(*arguments)
        for word in words:
            self.assertIn(word, str(refused.exception))

    def test_sports1m_checkpoint_gives_the_same_logits(self):
        model = export_c3d.C3D(487)
        scripted, card = self.export("c3d-sports1m", "--weights", self.save(model.state_dict()))
        self.expect_same(model, scripted, 487)
        self.assertEqual([card["layer"], card["input"]["channels"]], ["conv5b", "BGR"])
        self.assertIn("conv5b", dict(scripted.named_modules()))

    def test_mmaction2_checkpoint_gives_the_same_logits(self):
        model = export_c3d.C3D(101)
        weights = {mmaction2_key(k): v for k, v in model.state_dict().items()}
        self.assertIn("backbone.conv1a.conv.weight", weights)
        self.assertIn("backbone.conv5b.conv.bias", weights)
        scripted, card = self.export("c3d-mmaction2", "--weights", self.save({"state_dict": weights}))
        self.expect_same(model, scripted, 101)
        self.assertEqual(card["input"]["mean"], [104, 117, 128])

    def test_torchvision_models_give_the_same_logits(self):
        for kind in export_c3d.TORCHVISION:
            with self.subTest(kind):
                model = export_c3d.build(kind, 400)
                scripted, card = self.export(kind, "--weights", self.save(model.state_dict()))
                self.expect_same(model, scripted, 400)
                self.assertEqual([card["layer"], len(card["labels"])], ["layer4", 400])

    def test_random_weights_are_those_of_the_seed(self):
        first, _ = self.export("mc3_18", "--random-weights", "3")
        torch.manual_seed(3)
        self.expect_same(export_c3d.build("mc3_18", 400), first, 400)

    def test_wrong_keys_are_named(self):
        weights = export_c3d.build("r3d_18", 5).state_dict()
        weights["stem.extra"] = weights.pop("stem.0.weight")
        weights["layer1.0.conv1.0.weight"] = torch.zeros(2)
        self.expect_refused(["missing stem.0.weight", "unexpected stem.extra", "layer1.0.conv1.0.weight is [2], expected [64,"],
                            "r3d_18", "--weights", self.save(weights))

    def test_another_checkpoint_is_refused(self):
        weights = export_c3d.build("r3d_18", 5).state_dict()
        self.expect_refused(["is no c3d-sports1m checkpoint", "missing fc8.bias"], "c3d-sports1m", "--weights", self.save(weights))

    def test_files_that_are_no_state_dict_are_refused(self):
        self.expect_refused(["no state dict"], "r3d_18", "--weights", self.save([1, 2]))
        self.expect_refused(["weights.pth", "more than tensors"], "r3d_18", "--weights", self.save(export_c3d.build("r3d_18", 5)))
        self.expect_refused(["none.pth", "cannot be read"], "r3d_18", "--weights", str(self.folder / "none.pth"))

    def test_checkpoint_and_labels_must_fit(self):
        self.expect_refused(["--weights FILE"], "c3d-sports1m")
        labels = self.folder / "labels.txt"
        labels.write_text("one\ntwo\n")
        self.expect_refused(["has 2 labels, the model 400 classes"], "mc3_18", "--random-weights", "1", "--labels", str(labels))


if __name__ == "__main__":
    unittest.main()
