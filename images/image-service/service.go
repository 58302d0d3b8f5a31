package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	runtimeapi "k8s.io/cri-api/pkg/apis/runtime/v1"
)

// imageService is containerd's image service with another answer to PullImage.
type imageService struct {
	runtimeapi.UnimplementedImageServiceServer
	containerd runtimeapi.ImageServiceClient
	present    presentImages
}

// PullImage gives the image that is there, if it was loaded or came with the node; all others containerd pulls.
func (s *imageService) PullImage(ctx context.Context, request *runtimeapi.PullImageRequest) (*runtimeapi.PullImageResponse, error) {
	image := request.GetImage()
	name := fullName(image.GetImage())
	if wanted := s.present.loadedID(name); wanted != "" {
		if err := s.ensureLoaded(ctx, image, wanted); err != nil {
			return nil, status.Errorf(codes.Internal, "%s is loaded into the cluster, but this node does not have it: %v", name, err)
		}
		return &runtimeapi.PullImageResponse{ImageRef: wanted}, nil
	}
	if s.present.cameWithNode(name) {
		if id, err := s.idOf(ctx, image); err == nil && id != "" {
			return &runtimeapi.PullImageResponse{ImageRef: id}, nil
		}
	}
	return s.containerd.PullImage(ctx, request)
}

// ensureLoaded brings the image that was loaded, and no other of its name, where somebody removed or replaced it on this node alone.
func (s *imageService) ensureLoaded(ctx context.Context, image *runtimeapi.ImageSpec, wanted string) error {
	if id, err := s.idOf(ctx, image); err == nil && id == wanted {
		return nil
	}
	// It tries all images, and fails when one of them does.
	linked := s.present.link(ctx)
	id, err := s.idOf(ctx, image)
	switch {
	case err != nil:
		return err
	case id == wanted:
		return nil
	case linked != nil:
		return linked
	default:
		return fmt.Errorf("it has %q instead of %s", id, wanted)
	}
}

// idOf is "" for an image that is not there.
func (s *imageService) idOf(ctx context.Context, image *runtimeapi.ImageSpec) (string, error) {
	response, err := s.containerd.ImageStatus(ctx, &runtimeapi.ImageStatusRequest{Image: image})
	return response.GetImage().GetId(), err
}

func (s *imageService) ListImages(ctx context.Context, request *runtimeapi.ListImagesRequest) (*runtimeapi.ListImagesResponse, error) {
	return s.containerd.ListImages(ctx, request)
}

func (s *imageService) StreamImages(request *runtimeapi.StreamImagesRequest, out grpc.ServerStreamingServer[runtimeapi.StreamImagesResponse]) error {
	in, err := s.containerd.StreamImages(out.Context(), request)
	if err != nil {
		return err
	}
	for {
		images, err := in.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := out.Send(images); err != nil {
			return err
		}
	}
}

func (s *imageService) ImageStatus(ctx context.Context, request *runtimeapi.ImageStatusRequest) (*runtimeapi.ImageStatusResponse, error) {
	return s.containerd.ImageStatus(ctx, request)
}

func (s *imageService) RemoveImage(ctx context.Context, request *runtimeapi.RemoveImageRequest) (*runtimeapi.RemoveImageResponse, error) {
	return s.containerd.RemoveImage(ctx, request)
}

func (s *imageService) ImageFsInfo(ctx context.Context, request *runtimeapi.ImageFsInfoRequest) (*runtimeapi.ImageFsInfoResponse, error) {
	return s.containerd.ImageFsInfo(ctx, request)
}
